"""Make calls through python-binance, and print what it believes of each, a line a call."""

import asyncio
import json
import os
import sys
from pathlib import Path

from binance import AsyncClient

METHODS = {
    "logon": "session.logon",
    "status": "session.status",
    "start": "userDataStream.start",
    "ping": "userDataStream.ping",
    "stop": "userDataStream.stop",
    "logout": "session.logout",
}
SIGNED = {"logon"} | ({"start", "ping", "stop"} if "CONFORMANCE_SIGNED" in os.environ else set())


class CoinM(AsyncClient):
    """It has methods for USD-M only; its generic call serves COIN-M at another address."""

    WS_FUTURES_URL = os.environ.get("CONFORMANCE_URL", "")

    async def call(self, step):
        """Sign the call, or give the key alone, as the method wants it."""
        keyed = step in {"start", "ping", "stop"} - SIGNED
        params = {"apiKey": self.API_KEY} if keyed else {}
        return await self._ws_futures_api_request(METHODS[step], step in SIGNED, params)


async def main(steps):
    """Make the calls on one connection; whether all succeeded."""
    private_key = Path(os.environ["BINANCE_PRIVATE_KEY_PATH"])
    client = CoinM(os.environ["BINANCE_API_KEY"], private_key=private_key)
    line = {"outcome": "success"}
    try:
        for step in steps:
            line = {"call": step, "outcome": "success", "code": None, "id": None}
            try:
                await client.call(step)
            except Exception as error:
                print(repr(error), error, file=sys.stderr)
                line["outcome"] = "timeout" if "timed out" in str(error) else "error"
                line["code"] = getattr(error, "code", None)
            print(json.dumps(line), flush=True)
            if line["outcome"] != "success":
                break
    finally:
        await client.ws_future.close()
        await client.close_connection()
    return line["outcome"] == "success"


if __name__ == "__main__":
    STEPS = os.environ.get("CONFORMANCE_STEPS", "start,ping,stop").split(",")
    sys.exit(127 if set(STEPS) - set(METHODS) else not asyncio.run(main(STEPS)))
