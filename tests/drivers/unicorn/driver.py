"""Make calls through UNICORN Binance WebSocket API, and print what they brought, a line a call.

It has a method for the start alone. The others are sent with its generic call; its answer comes
in the stream buffer.
"""

import json
import os
import sys
import time

from unicorn_binance_websocket_api import BinanceWebSocketApiManager

METHODS = {
    "status": "session.status",
    "start": "userDataStream.start",
    "ping": "userDataStream.ping",
    "stop": "userDataStream.stop",
    "logout": "session.logout",
}
PATIENCE = 10.0


def call(ubwa, stream, step):
    """The answer, or nothing if none came."""
    if step == "start":
        return ubwa.api.futures.get_listen_key(stream_id=stream, return_response=True)
    params = {"apiKey": os.environ["BINANCE_API_KEY"]} if step in {"ping", "stop"} else {}
    payload = {"id": ubwa.get_new_uuid_id(), "method": METHODS[step], "params": params}
    ubwa.send_with_stream(stream_id=stream, payload=payload)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := ubwa.pop_stream_data_from_stream_buffer():
            return answer
        time.sleep(0.01)
    return None


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
    outcome = "success"
    with BinanceWebSocketApiManager(
        exchange="binance.com-coin_futures",
        websocket_api_base_uri=os.environ["CONFORMANCE_URL"],
        output_default="dict",
    ) as ubwa:
        stream = ubwa.create_stream(
            api=True, api_key=os.environ["BINANCE_API_KEY"], api_secret="unused"
        )
        for step in steps:
            answer = call(ubwa, stream, step)
            outcome, code, given = judged(answer)
            line = {"call": step, "outcome": outcome, "code": code, "id": given}
            print(json.dumps(line), file=sys.__stdout__, flush=True)
            if outcome != "success":
                break
    return outcome == "success"


if __name__ == "__main__":
    # What the client prints itself goes where it does not disturb the lines.
    sys.stdout = sys.stderr
    STEPS = os.environ.get("CONFORMANCE_STEPS", "start,ping,stop").split(",")
    sys.exit(127 if set(STEPS) - set(METHODS) else not main(STEPS))
