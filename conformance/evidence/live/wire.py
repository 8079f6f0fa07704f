"""The only sockets and clocks of the client: a channel to a server."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterator
from typing import Any, Final, cast

from websockets.sync import client

from conformance.evidence.live.addresses import is_loopback
from conformance.evidence.live.log import Log, LoggedConnection
from conformance.evidence.live.unreachable import unreachable
from conformance.reference.listening import bound_sends

_LARGEST: Final = 2**19
"""The largest message that is read, in bytes; a larger one ends the connection with 1009."""
_LONGEST_SEND: Final = 5.0
"""How long a server may take nothing of what is sent, in s, before the connection is given up."""
_HANDSHAKE: Final = 10.0
"""How long a handshake may take, in seconds, however patient a run is with answers."""
_LEAVING: Final = 0.5
"""How long a closing handshake may take, in seconds."""
_QUIET: Final = logging.getLogger("conformance.evidence.live.wire")
_QUIET.setLevel(logging.CRITICAL)  # the library's own log would print frames, and keys with them


def steady() -> float:
    """Return the time in s by a clock that nobody sets."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def _connected(url: str, **options: Any) -> client.ClientConnection:
    """Open a connection to the address that was given, and to no other.

    The library would follow a redirect, and send the account's key to wherever that leads; before
    its version 17 it follows none.
    """
    opened: client.ClientConnection
    if hasattr(client, "reconnect"):
        connecter: Any = client.reconnect(url, **options)
        connecter.process_redirect = lambda error: error  # it is refused like any other answer
        opened = connecter.connect()
    else:
        opened = client.connect(url, **options)
    return opened


@contextlib.contextmanager
def connection_to(url: str, patience: float, log: Log) -> Iterator[LoggedConnection]:
    """Open a connection that writes to a log. Raises Unreachable.

    ``url`` is one that `addresses.address_of` has read.
    """

    def create(*args: Any, **kwargs: Any) -> LoggedConnection:
        return LoggedConnection(*args, log=log, **kwargs)

    try:
        connection = _connected(
            url,
            create_connection=cast("type[client.ClientConnection]", create),  # it is only called
            proxy=None if is_loopback(url) else True,
            open_timeout=min(patience, _HANDSHAKE),
            close_timeout=_LEAVING,
            ping_interval=None,
            max_size=_LARGEST,
            compression=None,  # a few bytes could become many
            max_queue=None,
            logger=_QUIET,
            user_agent_header="userstream-conformance",
        )
        opened = cast("LoggedConnection", connection.__enter__())
        bound_sends(opened.socket, min(patience, _LONGEST_SEND))
    except Exception as error:  # noqa: BLE001 - whatever it is, the server could not be reached
        raise unreachable(url, error, min(patience, _HANDSHAKE)) from None
    try:
        yield opened
    finally:
        opened.log.leaving = True
        opened.close()
