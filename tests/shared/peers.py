"""Servers that a test makes up: a handler of its own behind a real WebSocket."""

import contextlib
import threading

from websockets.sync.server import serve


@contextlib.contextmanager
def peer(handle):
    """Serve a handler on loopback; yield the URL."""
    with serve(handle, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/ws-dapi/v1"
