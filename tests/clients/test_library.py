"""The fixtures for other projects: with a bare client, and with the official SDK."""

import asyncio
import json

import pytest
from websockets.sync.client import connect

pytestmark = pytest.mark.slow("starts a client of others in a process of its own")

pytest_plugins = ["conformance.plugin.fixtures"]


def ask(url, method, **params):
    with connect(url, proxy=None) as client:
        client.send(json.dumps({"id": 1, "method": method, "params": params}))
        return json.loads(client.recv(30))


def test_the_server_has_one_account_and_every_variation(conformance_server):
    stop = ask(conformance_server.url, "userDataStream.stop", apiKey=conformance_server.api_key)
    assert stop["result"] == {}
    broken = conformance_server.at("mutant/created")
    assert ask(broken, "userDataStream.stop", apiKey=conformance_server.api_key)["status"] == 201
    assert "PRIVATE KEY" in conformance_server.private_key_path.read_text("ascii")


def test_the_proxy_checks_what_a_client_sends(conformance_server, conformance_proxy):
    ask(conformance_proxy.url, "userDataStream.stop")
    with pytest.raises(AssertionError, match="REQ-11"):
        conformance_proxy.check()


async def official_cycle(url, server):
    """Start, ping and stop with the official SDK; return what it hands over."""
    from binance_common.configuration import ConfigurationWebSocketAPI  # noqa: PLC0415
    from binance_sdk_derivatives_trading_coin_futures import (  # noqa: PLC0415
        derivatives_trading_coin_futures as sdk,
    )

    configuration = ConfigurationWebSocketAPI(
        api_key=server.api_key, private_key=str(server.private_key_path), stream_url=url
    )
    client = sdk.DerivativesTradingCoinFutures(config_ws_api=configuration)
    connection = await client.websocket_api.create_connection()
    try:
        calls = (
            connection.start_user_data_stream,
            connection.keepalive_user_data_stream,
            connection.close_user_data_stream,
        )
        return [(await call()).data() for call in calls]
    finally:
        await connection.close_connection(close_session=True)


@pytest.mark.filterwarnings("ignore")
def test_the_official_sdk_sends_what_it_must(conformance_server, conformance_proxy):
    answers = asyncio.run(official_cycle(conformance_proxy.url, conformance_server))
    assert len(answers) == 3
    conformance_proxy.check()
