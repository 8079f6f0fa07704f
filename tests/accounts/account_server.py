"""A server with two accounts, several API keys, and user data streams; apart from the suite.

It imports nothing of the suite. What it does wrong is the name of a fault; without one it keeps to
the pages.
"""

import json
import threading
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from night_server import Refused, Server, is_signed, new_listen_key, now
from websockets.exceptions import ConnectionClosed

_BAD_KEY = "Invalid API-key, IP, or permissions for action."


@dataclass(eq=False)
class Account:
    """An account: its API keys, the first of which may log on, and its listen key."""

    keys: tuple
    public_key: Any
    listen_key: str | None = None
    last_key: str | None = None
    by_connection: dict = field(default_factory=dict)


@dataclass
class AccountServer(Server):
    """A server of several accounts; ``ends`` is what a stream gets at its end."""

    accounts: tuple = ()
    fault: str = ""
    ends: str = "expired"
    streams: list = field(default_factory=list)
    refuses_closed_keys: bool = False
    opened_streams: int = 0
    given: list = field(default_factory=list)
    paths: list = field(default_factory=list)

    def account_of(self, key):
        """Return the account of an API key; None where there is none."""
        return next((account for account in self.accounts if key in account.keys), None)

    def still_open(self):
        """Return how many accounts have an open stream."""
        return sum(account.listen_key is not None for account in self.accounts)

    # Streams

    def _open(self, socket, request):
        if not request.path.startswith("/ws/"):
            return super()._open(socket, request)
        open_keys = {account.listen_key for account in self.accounts}
        is_closed = request.path.removeprefix("/ws/") not in open_keys
        if self.refuses_closed_keys and is_closed:
            return socket.respond(404, "")
        self.streams.append((request.path.removeprefix("/ws/"), socket))
        return None

    def _handle(self, socket):
        path = socket.request.path
        self.paths.append(path.partition("?")[0])
        if not path.startswith("/ws/"):
            super()._handle(socket)
            return
        self.opened_streams += 1
        with suppress(ConnectionClosed, OSError):
            for _ in socket:
                pass
        self.streams.remove((path.removeprefix("/ws/"), socket))

    def end_stream(self, listen_key):
        """Let those who listen with a key know of its end, a moment later."""
        threading.Timer(0.02, self._end, (listen_key,)).start()

    def _end(self, listen_key):
        if self.fault == "leaves the stream open":
            for _ in range(3):
                self._send(listen_key, {"e": "ACCOUNT_UPDATE", "E": now(), "a": {"B": ["77.5"]}})
            return
        if "expired" in self.ends:
            self._send(listen_key, {"e": "listenKeyExpired", "E": now(), "listenKey": listen_key})
        if "closed" in self.ends:
            for key, socket in [*self.streams]:
                if key == listen_key:
                    socket.close(1000)

    def _send(self, listen_key, event):
        for key, socket in [*self.streams]:
            if key == listen_key:
                with suppress(ConnectionClosed, OSError):
                    socket.send(json.dumps(event))

    # Answers

    def _key(self, request):
        key, session = request.params.get("apiKey"), request.connection.key
        if self.fault == "a session answers for another key" and session and key:
            is_stream = request.method.startswith("userDataStream.")
            return session if is_stream and self.account_of(key) else super()._key(request)
        if isinstance(key, str) and key and self.account_of(key):
            return key
        return super()._key(request)

    def _account(self, request):
        try:
            return self.account_of(self._key(request))
        except Refused:
            if request.method == "userDataStream.stop":
                self._refuse_wrongly()
            raise

    def _refuse_wrongly(self):
        """Do what a refused stop must not."""
        if self.fault == "a refused stop closes the stream":
            for account in self.accounts:
                account.listen_key = None
        if self.fault == "a refused stop closes connections to streams":
            for _, socket in [*self.streams]:
                socket.close()

    def _stream_start(self, request):
        account = self._account(request)
        if account.listen_key is None:
            again = self.fault == "hands out the closed key" and account.last_key
            account.listen_key = again or new_listen_key(64)
        account.last_key = account.listen_key
        self.given.append((account.listen_key, request.connection.number))
        account.by_connection[request.connection.number] = account.listen_key
        return {"listenKey": account.listen_key}

    def _stream_ping(self, request):
        account = self._account(request)
        key = account.listen_key
        if self.fault == "stops only the asking connection":
            key = account.by_connection.get(request.connection.number, key)
        if key is None:
            raise Refused(400, -1125, "This listenKey does not exist.")
        return {"listenKey": key}

    def _stream_stop(self, request):
        account = self._account(request)
        if self.fault == "stops the wrong account":
            account = next(other for other in self.accounts if other is not account)
        account.by_connection.pop(request.connection.number, None)
        if self.fault == "a stop expires every stream before its answer":
            for key, _ in [*self.streams]:
                self._send(key, {"e": "listenKeyExpired", "E": now(), "listenKey": key})
        ended, account.listen_key = account.listen_key, None
        if ended:
            self.end_stream(ended)
        return {}

    def _session_logon(self, request):
        account = self.account_of(request.params.get("apiKey"))
        if account is None:
            raise Refused(401, -2015, _BAD_KEY)
        if request.params["apiKey"] != account.keys[0]:
            raise Refused(400, -4056, "HMAC_SHA256 API key is not supported.")
        if not is_signed(account.public_key, request.params):
            raise Refused(400, -1022, "Signature for this request is not valid.")
        if self.fault == "a second logon is ignored" and request.connection.key:
            shown = replace(request.connection, key=account.keys[0], since=self._now())
            return self._session(shown)
        request.connection.key, request.connection.since = account.keys[0], self._now()
        return self._session(request.connection)
