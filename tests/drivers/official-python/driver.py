"""Make calls through Binance's Python SDK, and print what it believes of each, a line a call."""

import asyncio
import json
import os
import sys

from binance_common.configuration import ConfigurationWebSocketAPI
from binance_sdk_derivatives_trading_coin_futures.derivatives_trading_coin_futures import (
    DerivativesTradingCoinFutures,
)

CALLS = {
    # The SDK has no methods for sessions; its generic calls know about them.
    "logon": lambda api: api.send_signed_message(
        {"method": "session.logon", "params": {}}, signer=api.signer, session_logon=True
    ),
    "status": lambda api: api.send_message({"method": "session.status", "params": {}}),
    "start": lambda api: api.start_user_data_stream(**ID),
    "ping": lambda api: api.keepalive_user_data_stream(**ID),
    "stop": lambda api: api.close_user_data_stream(**ID),
    "logout": lambda api: api.send_message(
        {"method": "session.logout", "params": {}}, session_logout=True
    ),
}
# By default the SDK makes up a UUID for each request.
ID = {"id": int(os.environ["CONFORMANCE_ID"])} if "CONFORMANCE_ID" in os.environ else {}


def judged(call, data):
    """What the SDK returned: a model, or a dict, which holds the error if there was one."""
    given = data.get("id") if isinstance(data, dict) else data.id
    error = data.get("error") if isinstance(data, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    outcome = "success" if error is None else "timeout" if error == "timeout" else "error"
    return {"call": call, "outcome": outcome, "code": code, "id": given}


async def main(steps):
    """Make the calls on one connection; whether all succeeded."""
    configuration = ConfigurationWebSocketAPI(
        api_key=os.environ["BINANCE_API_KEY"],
        private_key=os.environ["BINANCE_PRIVATE_KEY_PATH"],
        stream_url=os.environ["CONFORMANCE_URL"],
        return_rate_limits=os.environ.get("CONFORMANCE_RATE_LIMITS") != "false",
    )
    api = None
    step, line = steps[0], {"outcome": "success"}
    try:
        api = await DerivativesTradingCoinFutures(
            config_ws_api=configuration
        ).websocket_api.create_connection()
        for step in steps:
            response = await CALLS[step](api)
            line = judged(step, response.data())
            print(json.dumps(line), flush=True)
            if line["outcome"] != "success":
                break
    except Exception as error:
        print(error, file=sys.stderr)
        line = {"call": step, "outcome": "error", "code": None, "id": None}
        print(json.dumps(line), flush=True)
    finally:
        if api is not None:
            await api.close_connection(close_session=True)
    return line["outcome"] == "success"


if __name__ == "__main__":
    STEPS = os.environ.get("CONFORMANCE_STEPS", "start,ping,stop").split(",")
    sys.exit(127 if set(STEPS) - set(CALLS) else not asyncio.run(main(STEPS)))
