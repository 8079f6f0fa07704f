"""Make calls through a release of typed-binance that sends no key, a line a call."""

import asyncio
import json
import os
import sys

import binance.main
from binance import Binance

CALLS = {
    "status": lambda ws: ws.general.session_status(),
    "start": lambda ws: ws.user_data.listen_key_start(),
    "ping": lambda ws: ws.user_data.listen_key_ping(),
    "stop": lambda ws: ws.user_data.listen_key_stop(),
    "logout": lambda ws: ws.general.session_logout(),
}


def show(call, outcome, code=None):
    print(json.dumps({"call": call, "outcome": outcome, "code": code, "id": None}), flush=True)


async def main(steps):
    """Make the calls on one connection; whether all succeeded."""
    # This release has no option for the address.
    binance.main.COINM_FUTURES_WS_API_URL = os.environ["CONFORMANCE_URL"]
    # It wants an HMAC secret, which no call here signs with.
    client = Binance.new(api_key=os.environ["BINANCE_API_KEY"], secret="unused")
    async with client.coinm_futures_ws_api as ws:
        for step in steps:
            try:
                await CALLS[step](ws)
            except Exception as error:
                print(repr(error), file=sys.stderr)
                codes = [arg["code"] for arg in error.args if isinstance(arg, dict)]
                show(step, "error", codes[0] if codes else None)
                return False
            show(step, "success")
    return True


if __name__ == "__main__":
    STEPS = os.environ.get("CONFORMANCE_STEPS", "start,ping,stop").split(",")
    sys.exit(127 if set(STEPS) - set(CALLS) else not asyncio.run(main(STEPS)))
