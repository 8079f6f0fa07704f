"""Authentication: nothing but an apiKey or a session lets a stop through."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conformance.api.sources import inferred_from
from conformance.contract.circumstances import success_for_error
from conformance.contract.clause import MUST, SHOULD, Finding
from conformance.contract.clauses.authentication.stops import (
    AD_HOC,
    FORGOTTEN,
    LEANS,
    NOT_LOGGED_ON,
    PARAMETERS,
    SECURITY,
    authentication,
    doubt_of,
    is_stop_with,
    stops_with,
)
from conformance.contract.mutant import Reply, Turn
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange


def _keeps_out(exchange: Exchange) -> Finding:
    if doubt := doubt_of(exchange):
        return doubt
    return success_for_error(exchange) if exchange.success else None


@authentication.clause(4, MUST, of=stops_with("absent", "none"), source=PARAMETERS, leans=LEANS)
def neither_is_refused(exchange: Exchange) -> Finding:
    """A stop with neither an apiKey nor a session is refused."""
    return _keeps_out(exchange)


@neither_is_refused.mutant
def anybody_may_stop(turn: Turn) -> Reply:
    """A stop without credentials succeeds."""
    nobody = turn.is_stop and turn.request.get("params", {}) == {} and turn.session == "none"
    return turn.success() if nobody else turn.answer


@authentication.clause(
    5,
    MUST,
    of=stops_with("unknown", *NOT_LOGGED_ON),
    source=SECURITY,
    leans=LEANS,
    changed=("2026-11-25",),
)
def unknown_key_is_refused(exchange: Exchange) -> Finding:
    """A stop with an unknown apiKey is refused where no session is logged on."""
    return _keeps_out(exchange)


@unknown_key_is_refused.mutant
def any_key_will_do(turn: Turn) -> Reply:
    """An unknown apiKey is taken for a valid one where no session is logged on."""
    return turn.success() if is_stop_with(turn, "unknown", *NOT_LOGGED_ON) else turn.answer


@authentication.clause(6, MUST, of=stops_with("unknown", "logged-on"), source=AD_HOC, leans=LEANS)
def explicit_key_overrides(exchange: Exchange) -> Finding:
    """A stop with an unknown apiKey is refused on a logged-on session: the key overrides it."""
    return _keeps_out(exchange)


@explicit_key_overrides.mutant
def session_overrides_key(turn: Turn) -> Reply:
    """A logged-on session overrides an unknown apiKey."""
    return turn.success() if is_stop_with(turn, "unknown", "logged-on") else turn.answer


def _invalid(*, is_empty: bool) -> Callable[[Conversation], Iterator[Exchange]]:
    """Return a picker of stops with an empty or null apiKey, or else with one of another type."""
    stops = stops_with("invalid", *NOT_LOGGED_ON)
    return lambda c: (e for e in stops(c) if (e.params["apiKey"] in ("", None)) is is_empty)


def _is_invalid(turn: Turn, *, is_empty: bool) -> bool:
    invalid = is_stop_with(turn, "invalid", *NOT_LOGGED_ON)
    return invalid and (turn.request["params"]["apiKey"] in ("", None)) is is_empty


@authentication.clause(
    7, MUST, of=_invalid(is_empty=True), source=SECURITY, leans=LEANS, changed=("2026-11-25",)
)
def empty_key_is_refused(exchange: Exchange) -> Finding:
    """An empty or null apiKey is refused where no session is logged on."""
    return _keeps_out(exchange)


@empty_key_is_refused.mutant
def invalid_key_ignored(turn: Turn) -> Reply:
    """An empty or null apiKey counts as a valid one."""
    return turn.success() if _is_invalid(turn, is_empty=True) else turn.answer


@authentication.clause(
    12,
    SHOULD,
    of=_invalid(is_empty=False),
    source=inferred_from(PARAMETERS),
    leans=LEANS,
    since="2026-11-25",
)
def mistyped_key_is_refused(exchange: Exchange) -> Finding:
    """An apiKey that is no string is refused where no session is logged on."""
    return _keeps_out(exchange)


@mistyped_key_is_refused.mutant
def mistyped_key_ignored(turn: Turn) -> Reply:
    """An apiKey that is no string counts as a valid one."""
    return turn.success() if _is_invalid(turn, is_empty=False) else turn.answer


@authentication.clause(
    8, MUST, of=stops_with("absent", "logged-out"), source=FORGOTTEN, leans=LEANS
)
def logout_ends_the_session(exchange: Exchange) -> Finding:
    """A stop without apiKey is refused after a logout."""
    return _keeps_out(exchange)


@logout_ends_the_session.mutant
def logout_forgotten(turn: Turn) -> Reply:
    """A stop without apiKey succeeds after a logout."""
    return turn.success() if is_stop_with(turn, "absent", "logged-out") else turn.answer


@authentication.clause(9, MUST, of=stops_with("absent", "refused"), source=PARAMETERS, leans=LEANS)
def refused_logon_counts_for_nothing(exchange: Exchange) -> Finding:
    """A stop without apiKey is refused after a logon that was refused."""
    return _keeps_out(exchange)


@refused_logon_counts_for_nothing.mutant
def refused_logon_counts(turn: Turn) -> Reply:
    """A stop without apiKey succeeds after a logon that was refused."""
    return turn.success() if is_stop_with(turn, "absent", "refused") else turn.answer
