"""Make calls through typed-binance, and print what it believes of each, a line a call."""

import asyncio
import json
import os
import sys

from typed_binance import Binance
from typed_core.exceptions import ApiError

CALLS = {
    "status": lambda ws: ws.general.session_status(),
    "start": lambda ws: ws.user_data.listen_key_start(),
    "ping": lambda ws: ws.user_data.listen_key_ping(),
    "stop": lambda ws: ws.user_data.listen_key_stop(),
    "logout": lambda ws: ws.general.session_logout(),
}


def show(call, outcome, code=None):
    print(json.dumps({"call": call, "outcome": outcome, "code": code, "id": None}), flush=True)


def code_of(error):
    """The code that the server gave, if the exception carries one."""
    return next(
        (arg["code"] for arg in error.args if isinstance(arg, dict) and "code" in arg), None
    )


async def main(steps):
    """Make the calls on one connection; whether all succeeded."""
    client = Binance.new(
        api_key=os.environ["BINANCE_API_KEY"],
        # It wants an HMAC secret, which no call here signs with.
        secret_key="unused",
        urls={"coinm_futures": {"ws": os.environ["CONFORMANCE_URL"]}},
    )
    async with client.coinm_futures.ws as ws:
        for step in steps:
            try:
                await CALLS[step](ws)
            except Exception as error:
                print(repr(error), file=sys.stderr)
                show(step, "error", code_of(error) if isinstance(error, ApiError) else None)
                return False
            show(step, "success")
    return True


if __name__ == "__main__":
    STEPS = os.environ.get("CONFORMANCE_STEPS", "start,ping,stop").split(",")
    sys.exit(127 if set(STEPS) - set(CALLS) else not asyncio.run(main(STEPS)))
