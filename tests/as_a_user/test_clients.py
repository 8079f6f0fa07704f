"""A client that others wrote keeps the reference server honest: the exchange's own Python SDK.

It is asynchronous; that is its choice, and stays in this module.
"""

import asyncio

import pytest
from binance_common.configuration import ConfigurationWebSocketAPI
from binance_sdk_derivatives_trading_coin_futures.derivatives_trading_coin_futures import (
    DerivativesTradingCoinFutures,
)

from conformance.reference.choices import Choices, Refusal

# The SDK calls its own libraries in ways that they no longer like; that is not judged here.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


async def cycle(url, key, private_key, logon, **options):
    """Go through start, ping and stop, as an SDK user would; return the answers."""
    configuration = ConfigurationWebSocketAPI(
        api_key=key, private_key=private_key, stream_url=url, **options
    )
    api = await DerivativesTradingCoinFutures(
        config_ws_api=configuration
    ).websocket_api.create_connection()
    try:
        if logon:
            request = {"method": "session.logon", "params": {"id": "logon"}}
            answer = await api.send_signed_message(request, signer=api.signer, session_logon=True)
            assert answer.data()["result"]["apiKey"] == key
        return [
            await api.start_user_data_stream(id="start"),
            await api.keepalive_user_data_stream(id="ping"),
            await api.close_user_data_stream(id="stop"),
        ]
    finally:
        await api.close_connection(close_session=True)


def run(serving, key_file, logon, choices=None, **options):
    url, key = serving(choices)
    return asyncio.run(cycle(url, key, key_file.read_text(), logon, **options))


@pytest.mark.parametrize("logon", [False, True], ids=["by apiKey", "by session"])
def test_the_official_sdk_completes_its_cycle(serving, key_file, logon):
    start, ping, stop = run(serving, key_file, logon)
    assert start.data().result.listen_key == ping.data().result.listen_key
    assert stop.data().id == "stop"
    assert stop.data().status == 200
    assert stop.data().result == {}
    assert stop.rate_limits[0].limit == 2400


@pytest.mark.parametrize("options", [{"compression": 15}, {"return_rate_limits": False}])
def test_the_official_sdk_may_ask_for_compression_and_decline_rate_limits(
    serving, key_file, options
):
    *_, stop = run(serving, key_file, False, **options)
    assert stop.data().result == {}


def test_the_official_sdk_understands_the_servers_errors(serving, key_file):
    refusal = Refusal(400, -1125, "This listenKey does not exist.")
    choices = Choices(stop_without_stream=refusal)

    async def stop_only(url, key):
        configuration = ConfigurationWebSocketAPI(api_key=key, stream_url=url)
        client = DerivativesTradingCoinFutures(config_ws_api=configuration)
        api = await client.websocket_api.create_connection()
        try:
            return await api.close_user_data_stream(id="stop")
        finally:
            await api.close_connection(close_session=True)

    answer = asyncio.run(stop_only(*serving(choices)))
    assert answer.data() == {"error": {"code": -1125, "msg": "This listenKey does not exist."}}
