"""A session on the reference server: who is logged on, and what each method does.

It keeps the contract; where the real server is not known it follows `Choices`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from conformance.api.methods import (
    LOGON,
    LOGOUT,
    PING,
    SESSION_PREFIX,
    START,
    STATUS,
    STOP,
    VERSION_PREFIX,
)
from conformance.api.signing import is_signed_by
from conformance.reference.accounts import Account
from conformance.reference.choices import (
    SIGNATURE_INVALID,
    TOO_EARLY,
    TOO_LATE,
    WRONG_KEY_TYPE,
    Choices,
    Refusal,
    mandatory,
)
from conformance.reference.requests import Refused, timestamp_of
from conformance.reference.streams import Streams

Now = Callable[[], int]
"""A clock, in ms since 1970."""
_PARAMETERS: Final = {"apiKey", "returnRateLimits"}


@dataclass(slots=True)
class ServerSession:
    """The session of one connection; ``state`` is none, logged-on, logged-out or refused.

    ``accounts`` are the server's, by API key, ``streams`` who listens to theirs. ``venue`` is empty
    for COIN-M. ``connected_since`` and ``authorized_since`` are in ms since 1970; ``account`` and
    ``authorized_since`` are None where nobody is logged on.
    """

    accounts: Mapping[str, Account]
    clock: Now
    choices: Choices
    chance: random.Random
    returns_limits: bool
    connected_since: int
    streams: Streams
    venue: str = ""
    account: Account | None = None
    authorized_since: int | None = None
    state: str = "none"

    def perform(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Do what a method is for, and return its result. Raises Refused."""
        methods: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            START.name: self._start,
            PING.name: self._ping,
            STOP.name: self._stop,
            LOGON.name: self._logon,
            STATUS.name: lambda _: self._status(),
            LOGOUT.name: self._logout,
        }
        if method not in methods:
            raise Refused(Refusal(400, -5000, f"Method {VERSION_PREFIX}{method} is invalid"))
        return methods[method](params)

    def _authenticated(self, params: dict[str, Any]) -> Account:
        """Return the account of an explicit apiKey, else of the session. Raises Refused."""
        choices = self.choices
        if choices.surplus_params and params.keys() - _PARAMETERS:
            raise Refused(choices.surplus_params)
        if "apiKey" not in params:
            if self.account is None:
                raise Refused(choices.missing_key)
            return self.account
        key = params["apiKey"]
        if not isinstance(key, str) or not key:
            raise Refused(choices.invalid_key)
        if key not in self.accounts:
            raise Refused(choices.unknown_key)
        return self.accounts[key]

    def _start(self, params: dict[str, Any]) -> dict[str, Any]:
        account = self._authenticated(params)
        return {"listenKey": account.start(self.clock(), self.chance, self.venue)}

    def _ping(self, params: dict[str, Any]) -> dict[str, Any]:
        account = self._authenticated(params)
        refusal = self.choices.ping_without_stream
        if refusal and not account.open_listen_key(self.clock(), self.venue):
            raise Refused(refusal)
        return self._start(params)

    def _stop(self, params: dict[str, Any]) -> dict[str, Any]:
        account = self._authenticated(params)
        if self.choices.stop_always:
            raise Refused(self.choices.stop_always)
        refusal = self.choices.stop_without_stream
        if refusal and not account.open_listen_key(self.clock(), self.venue):
            raise Refused(refusal)
        self.streams.end(account.stop(self.venue), self.clock())
        return {}

    def _logon(self, params: dict[str, Any]) -> dict[str, Any]:
        self.state = self.state if self.account else "refused"
        account, timestamp = self._claimed(params), timestamp_of(params)
        now, window = self.clock(), params.get("recvWindow", 5000)
        if account.public_key is None or params["apiKey"] != account.api_key:
            raise Refused(WRONG_KEY_TYPE)
        if timestamp >= now + 1000:
            raise Refused(TOO_EARLY)
        if not isinstance(window, int) or now - timestamp > window:
            raise Refused(TOO_LATE)
        if not is_signed_by(account.public_key, params):
            raise Refused(SIGNATURE_INVALID)
        self.account, self.authorized_since, self.state = account, now, "logged-on"
        return self._status()

    def _claimed(self, params: dict[str, Any]) -> Account:
        """Return the account that a logon names, if it has a signature. Raises Refused."""
        for name in ("apiKey", "signature"):
            if not isinstance(params.get(name), str) or not params[name]:
                raise Refused(mandatory(name))
        if params["apiKey"] not in self.accounts:
            raise Refused(self.choices.unknown_key)
        return self.accounts[params["apiKey"]]

    def _logout(self, _: dict[str, Any]) -> dict[str, Any]:
        self.state = "logged-out" if self.account else self.state
        self.account = self.authorized_since = None
        return self._status()

    def _status(self) -> dict[str, Any]:
        return {
            "apiKey": self.account.api_key if self.account else None,
            "authorizedSince": self.authorized_since,
            "connectedSince": self.connected_since,
            "returnRateLimits": self.returns_limits,
            "serverTime": self.clock(),
        }

    def claimed_result(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the result of a request if its apiKey, signed or not, were logged on.

        It is empty for methods of other kinds than session methods.
        """
        if not str(request.get("method")).startswith(SESSION_PREFIX):
            return {}
        params = request.get("params")
        claimed = params.get("apiKey") if isinstance(params, dict) else None
        since = {"apiKey": claimed, "authorizedSince": self.clock()} if claimed else {}
        return self._status() | since
