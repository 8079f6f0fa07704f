"""The states before each exchange: of its connection's session, and of its account's stream.

They follow from the answers so far. A session is a connection's own; a stream is an account's,
whichever connection it is asked for on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from conformance.api.document import ABSENT
from conformance.api.methods import LOGON, LOGOUT, START, STOP
from conformance.transcript.exchange import (
    Exchange,
    Session,
    Stream,
    is_wrong_logon,
    key_kind,
)
from conformance.transcript.frames import Owner, Transcript
from conformance.transcript.kinds import is_undecided

_KNOWN: dict[bool | None, Session] = {True: "logged-on", False: "none", None: "unknown"}


@dataclass(slots=True)
class _SessionState:
    """One connection's session; ``key`` is the apiKey that is logged on, if it is known.

    ``since`` is when, in ms, as the logon's answer tells. ``scripted`` is its state if every logon
    and logout had worked as meant.
    """

    session: Session
    scripted: Session
    key: str | None = None
    since: int | None = None
    logon_code: Any = ABSENT


@dataclass(slots=True)
class _StreamState:
    """One account's stream on one venue; ``refused``: the last start was, with a valid key."""

    stream: Stream = "unknown"
    refused: bool = False


class States:
    """The states of one transcript while its exchanges are taken, in order."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self._sessions: dict[str, _SessionState] = {}
        self._streams: dict[tuple[str, Owner], _StreamState] = {}
        if transcript.logged_on is not False:  # it began on a connection that was used before
            self._session_of("")

    def take(self, exchange: Exchange) -> Exchange:
        """Return an exchange with the states before it."""
        state = self._session_of(exchange.connection)
        stated = exchange.request.frame.logged_on if exchange.request else None
        if stated is not None and (state.session == "logged-on") is not stated:
            state.session = state.scripted = _KNOWN[stated]
        kind = key_kind(exchange, self.transcript)
        account = self._account_of(exchange, state)
        stream = self._stream_of(exchange, account)
        now = replace(
            exchange,
            session=state.session,
            scripted=state.scripted,
            stream=stream.stream if exchange.alone else "unknown",
            key=kind,
            account=account,
            session_key=state.key,
            session_since=state.since,
            key_refused_before=stream.refused,
            logon_code=state.logon_code,
            transcript=self.transcript,
        )
        self._follow(now, state, stream)
        return now

    def sessions(self) -> dict[str, Session]:
        """Return the state of each connection's session by now."""
        return {name: state.session for name, state in self._sessions.items()}

    def streams(self) -> dict[tuple[str, Owner], Stream]:
        """Return the state of each stream by now, by venue and account."""
        return {place: state.stream for place, state in self._streams.items()}

    def _session_of(self, connection: str) -> _SessionState:
        if connection not in self._sessions:
            begun = _KNOWN[self.transcript.logged_on] if not connection else "none"
            key = self.transcript.api_key if begun == "logged-on" else None
            self._sessions[connection] = _SessionState(begun, begun, key)
        return self._sessions[connection]

    def _account_of(self, exchange: Exchange, state: _SessionState) -> Owner | None:
        """Return whose request it is: an explicit key's account, else the session's.

        Where no key is known, all is of one account.
        """
        if self.transcript.api_key is None:
            return "own"
        if "apiKey" in exchange.params:
            return self.transcript.account_of(exchange.params["apiKey"])
        return self.transcript.account_of(state.key) if state.session == "logged-on" else None

    def _stream_of(self, exchange: Exchange, account: Owner | None) -> _StreamState:
        """Return the stream that a request is about; the own account's where nobody is known."""
        place = (self.transcript.venue_of(exchange.connection), account or "own")
        return self._streams.setdefault(place, _StreamState())

    def _follow(self, now: Exchange, state: _SessionState, stream: _StreamState) -> None:
        """Move the states on by one exchange."""
        if now.method == LOGON.name and now.success:
            claimed = now.params.get("apiKey")
            is_meant = isinstance(claimed, str) and not is_wrong_logon(now)
            state.key = claimed if is_meant else None
            state.since = _since(now)
        state.session, state.scripted = _next_session(now, state.session), _next_script(now, state)
        stream.stream = _next_stream(now, stream.stream)
        is_anybodys = now.account is None and now.session == "unknown"
        if is_anybodys and now.method in {START.name, STOP.name}:
            for each in self._streams.values():
                each.stream = "unknown"  # nobody knows whose it was
        if now.method == START.name and now.key == "valid":
            stream.refused = now.refused
        if now.method == LOGON.name:
            state.logon_code = now.code


def _since(logon: Exchange) -> int | None:
    result = logon.answer_members["result"]
    since = result.get("authorizedSince") if isinstance(result, dict) else None
    return since if type(since) is int else None


def _next_session(exchange: Exchange, session: Session) -> Session:
    if exchange.method in {LOGON.name, LOGOUT.name} and is_undecided(exchange):
        return "unknown"
    if exchange.method == LOGON.name:
        if exchange.success:
            return "logged-on"
        return "refused" if exchange.refused and session in {"none", "refused"} else "unknown"
    if exchange.method == LOGOUT.name:
        if exchange.success:
            return "logged-out" if session == "logged-on" else session
        return session if exchange.refused else "unknown"
    return session


def _next_script(exchange: Exchange, state: _SessionState) -> Session:
    if exchange.method == LOGON.name and is_wrong_logon(exchange):
        return "refused" if state.scripted in {"none", "refused"} else "unknown"
    if exchange.method == LOGON.name:
        return "logged-on"
    if exchange.method == LOGOUT.name and state.scripted == "logged-on":
        return "logged-out"
    return state.scripted


def _next_stream(exchange: Exchange, stream: Stream) -> Stream:
    if not exchange.alone:
        return "unknown"
    if exchange.method in {START.name, STOP.name} and is_undecided(exchange):
        return "unknown"
    if exchange.method == START.name and exchange.success:
        return "open"
    if exchange.method == STOP.name:
        if exchange.success:
            return "none"
        return stream if exchange.refused else "unknown"
    return stream
