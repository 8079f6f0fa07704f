"""A program that uses the official SDK: it holds a user data stream open, and closes it."""

from binance_common.configuration import ConfigurationWebSocketAPI
from binance_sdk_derivatives_trading_coin_futures import derivatives_trading_coin_futures as sdk


async def hold_stream(url, api_key, private_key, pings=1):
    """Start a stream, keep it alive with so many pings, and close it; return its listen key."""
    configuration = ConfigurationWebSocketAPI(
        api_key=api_key, private_key=str(private_key), stream_url=url
    )
    client = sdk.DerivativesTradingCoinFutures(config_ws_api=configuration)
    connection = await client.websocket_api.create_connection()
    try:
        started = await connection.start_user_data_stream()
        for _ in range(pings):
            await connection.keepalive_user_data_stream()
        await connection.close_user_data_stream()
        return started.data().result.listen_key
    finally:
        await connection.close_connection(close_session=True)
