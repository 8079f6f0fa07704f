"""Make calls through Binance's deprecated Python connector, a line a call.

It is made for Spot, whose stop wants the listen key; COIN-M is at another address. It sends, and
hands over what comes; it matches no answers.
"""

import json
import os
import queue
import sys

from binance.websocket.spot.websocket_api import SpotWebsocketAPIClient

PATIENCE = 10.0
CALLS = {
    "start": lambda client, listen_key: client.user_data_start(),
    "ping": lambda client, listen_key: client.user_data_ping(listen_key),
    "stop": lambda client, listen_key: client.user_data_stop(listen_key),
}


def judged(answer):
    """The outcome, its code and the id: an error is a member of the dict that came."""
    if answer is None:
        return "timeout", None, None
    if not isinstance(answer, dict):
        return "error", None, None
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return "error" if error else "success", code, answer.get("id")


def main(steps):
    """Make the calls on one connection; whether all succeeded."""
    messages = queue.Queue()
    try:
        client = SpotWebsocketAPIClient(
            stream_url=os.environ["CONFORMANCE_URL"],
            api_key=os.environ["BINANCE_API_KEY"],
            on_message=lambda _, message: messages.put(json.loads(message)),
        )
    except Exception as error:
        print(repr(error), file=sys.stderr)
        print(json.dumps({"call": steps[0], "outcome": "error", "code": None, "id": None}))
        return False
    listen_key = None
    outcome = "success"
    for step in steps:
        CALLS[step](client, listen_key)
        try:
            message = messages.get(timeout=PATIENCE)
        except queue.Empty:
            message = None
        outcome, code, given = judged(message)
        line = {"call": step, "outcome": outcome, "code": code, "id": given}
        print(json.dumps(line), flush=True)
        if outcome != "success":
            break
        listen_key = (message.get("result") or {}).get("listenKey", listen_key)
    client.stop()
    return outcome == "success"


if __name__ == "__main__":
    STEPS = os.environ.get("CONFORMANCE_STEPS", "start,ping,stop").split(",")
    sys.exit(127 if set(STEPS) - set(CALLS) else not main(STEPS))
