"""The reference server: one connection takes a frame and gives what is said to it.

It keeps the contract; where the real server is not known it follows `Choices`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
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
    weight_of_method,
)
from conformance.api.signing import is_signed_by
from conformance.api.venues import COIN_M, REQUEST_WEIGHT
from conformance.contract.mutant import Mutant, Reply, Turn
from conformance.reference.accounts import Account, Meter
from conformance.reference.choices import (
    SIGNATURE_INVALID,
    TOO_EARLY,
    TOO_LATE,
    WRONG_KEY_TYPE,
    Choices,
    Refusal,
    mandatory,
)
from conformance.reference.requests import Refused, as_request, fault_of, id_of, timestamp_of

Now = Callable[[], int]
_EVENT: Final = '{"e":"listenKeyExpired","E":1576653824250}'
_PARAMETERS: Final = {"apiKey", "returnRateLimits"}


@dataclass(slots=True)
class Reference:
    """A server: accounts by API key, the weight used, its clock (ms since 1970) and its choices.

    ``tick`` is called for each frame that it hears or says, so that a virtual clock of its own
    shows the same times whenever its client's frames come.
    """

    accounts: dict[str, Account]
    clock: Now
    choices: Choices = field(default_factory=Choices)
    mutant: Mutant | None = None
    chance: random.Random = field(default_factory=random.Random)
    meter: Meter = field(default_factory=Meter)
    tick: Callable[[], object] = lambda: None

    def connect(self, address: str = "", query: str = "") -> Connection:
        """Open a connection from an address; ``query`` is that of the URL."""
        self.meter.charge(address, COIN_M.handshake_weight, self.clock())
        return Connection(self, address, "returnRateLimits=false" not in query, self.clock())


@dataclass(slots=True)
class Connection:
    """One client's connection, and its session."""

    server: Reference
    address: str
    returns_limits: bool
    connected_since: int
    account: Account | None = None
    authorized_since: int | None = None
    state: str = "none"
    memory: dict[str, Any] = field(default_factory=dict)

    def receive(self, data: str | bytes) -> list[str | bytes | None]:
        """Take one frame; return what is said, frame by frame. None closes the connection."""
        self.server.tick()
        request = as_request(data)
        said: Iterable[Reply] = [self._answer(request)]
        if self.server.mutant:
            damaged = self.server.mutant.damage(self._turn(request, self._last(said)))
            said = damaged if isinstance(damaged, list) else [damaged]
        written = [self._write(part) for part in said]
        frames = [_EVENT, *written] if self.server.choices.event_before_answer else written
        for _ in frames:
            self.server.tick()
        return frames

    @staticmethod
    def _last(said: Iterable[Reply]) -> dict[str, Any]:
        return next(part for part in said if isinstance(part, dict))

    def _write(self, part: Reply) -> str | bytes | None:
        if not isinstance(part, dict):
            return part
        choices = self.server.choices
        members = dict(reversed(part.items())) if choices.reversed_members else part
        tight = (",", ":") if choices.indent is None else None
        return json.dumps(members, indent=choices.indent, separators=tight)

    def _answer(self, request: dict[str, Any] | None) -> dict[str, Any]:
        """Say what the contract wants said."""
        if fault := fault_of(request):
            self._charge(1)
            return self._refuse(id_of(request), fault, None)
        request = request or {}
        params = request.get("params") or {}
        method = str(request["method"]).removeprefix(VERSION_PREFIX)
        limits = self._limits(params, weight_of_method(method))
        try:
            result = self._perform(method, params)
        except Refused as refused:
            shown = limits if self.server.choices.limits_on_errors else None
            return self._refuse(request["id"], refused.refusal, shown)
        answer = {"id": request["id"], "status": 200, "result": result}
        return answer | ({"rateLimits": limits} if limits else {})

    def _refuse(self, said_id: Any, refusal: Refusal, limits: Any) -> dict[str, Any]:
        error = {"code": refusal.code, "msg": refusal.msg}
        answer = {"id": said_id, "status": refusal.status, "error": error}
        return answer | ({"rateLimits": limits} if limits else {})

    def _charge(self, weight: int) -> int:
        """Charge the weight; return what the address has used in this minute."""
        noise = 3 if self.server.choices.shared_address else 0
        return self.server.meter.charge(self.address, weight + noise, self.server.clock())

    def _limits(self, params: dict[str, Any], weight: int) -> list[dict[str, Any]] | None:
        """Charge the weight; return the rateLimits unless they are declined."""
        used, limit = self._charge(weight), self.server.choices.limit
        if used > limit:
            message = f"Too many requests; current limit is {limit} requests per minute."
            self.memory["throttled"] = Refusal(429, -1003, message)
        wanted = params.get("returnRateLimits", self.returns_limits)
        if wanted in (False, "false"):
            return None
        return [REQUEST_WEIGHT.members | {"limit": limit, "count": used}]

    def _perform(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Do what a method is for; raises Refused."""
        if throttled := self.memory.pop("throttled", None):
            raise Refused(throttled)
        methods: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            START.name: self._start,
            PING.name: self._ping,
            STOP.name: self._stop,
            LOGON.name: self._logon,
            STATUS.name: lambda _: self._session(),
            LOGOUT.name: self._logout,
        }
        if method not in methods:
            raise Refused(Refusal(400, -5000, f"Method {VERSION_PREFIX}{method} is invalid"))
        return methods[method](params)

    def _authenticated(self, params: dict[str, Any]) -> Account:
        """Return who asks: by an explicit apiKey, else by the session; raises Refused."""
        choices = self.server.choices
        if choices.surplus_params and params.keys() - _PARAMETERS:
            raise Refused(choices.surplus_params)
        if "apiKey" not in params:
            if self.account is None:
                raise Refused(choices.missing_key)
            return self.account
        key = params["apiKey"]
        if not isinstance(key, str) or not key:
            raise Refused(choices.invalid_key)
        if key not in self.server.accounts:
            raise Refused(choices.unknown_key)
        return self.server.accounts[key]

    def _start(self, params: dict[str, Any]) -> dict[str, Any]:
        account = self._authenticated(params)
        return {"listenKey": account.start(self.server.clock(), self.server.chance)}

    def _ping(self, params: dict[str, Any]) -> dict[str, Any]:
        account = self._authenticated(params)
        refusal = self.server.choices.ping_without_stream
        if refusal and not account.open_listen_key(self.server.clock()):
            raise Refused(refusal)
        return self._start(params)

    def _stop(self, params: dict[str, Any]) -> dict[str, Any]:
        account = self._authenticated(params)
        refusal = self.server.choices.stop_without_stream
        if refusal and not account.open_listen_key(self.server.clock()):
            raise Refused(refusal)
        account.stop()
        return {}

    def _logon(self, params: dict[str, Any]) -> dict[str, Any]:
        self.state = self.state if self.account else "refused"
        account, timestamp = self._claimed(params), timestamp_of(params)
        now, window = self.server.clock(), params.get("recvWindow", 5000)
        if account.public_key is None:
            raise Refused(WRONG_KEY_TYPE)
        if timestamp >= now + 1000:
            raise Refused(TOO_EARLY)
        if not isinstance(window, int) or now - timestamp > window:
            raise Refused(TOO_LATE)
        if not is_signed_by(account.public_key, params):
            raise Refused(SIGNATURE_INVALID)
        self.account, self.authorized_since, self.state = account, now, "logged-on"
        return self._session()

    def _claimed(self, params: dict[str, Any]) -> Account:
        for name in ("apiKey", "signature"):
            if not isinstance(params.get(name), str) or not params[name]:
                raise Refused(mandatory(name))
        if params["apiKey"] not in self.server.accounts:
            raise Refused(self.server.choices.unknown_key)
        return self.server.accounts[params["apiKey"]]

    def _logout(self, _: dict[str, Any]) -> dict[str, Any]:
        self.state = "logged-out" if self.account else self.state
        self.account = self.authorized_since = None
        return self._session()

    def _session(self) -> dict[str, Any]:
        return {
            "apiKey": self.account.api_key if self.account else None,
            "authorizedSince": self.authorized_since,
            "connectedSince": self.connected_since,
            "returnRateLimits": self.returns_limits,
            "serverTime": self.server.clock(),
        }

    def _claimed_session(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return what a session method would tell of the key claimed; of others, nothing."""
        if not str(request.get("method")).startswith(SESSION_PREFIX):
            return {}
        params = request.get("params")
        claimed = params.get("apiKey") if isinstance(params, dict) else None
        since = {"apiKey": claimed, "authorizedSince": self.server.clock()} if claimed else {}
        return self._session() | since

    def _turn(self, request: dict[str, Any] | None, answer: dict[str, Any]) -> Turn:
        """Show a mutant what was asked, in which state, and what could be said."""
        params = request.get("params") if request else None
        key = params.get("apiKey", ...) if isinstance(params, dict) else ...
        kind = "valid" if isinstance(key, str) and key in self.server.accounts else "unknown"
        kind = "absent" if key is ... else kind if isinstance(key, str) and key else "invalid"
        rest = {name: answer[name] for name in ("id", "rateLimits") if name in answer}
        refusal = self.server.choices.unknown_key
        error = {"code": refusal.code, "msg": refusal.msg}
        result = self._claimed_session(request or {})
        return Turn(
            request or {},
            answer,
            kind,
            self.state,
            self.memory,
            lambda: rest | {"status": 200, "result": result},
            lambda: rest | {"status": refusal.status, "error": error},
        )
