"""Accounts: the chapter, its sources, and what many of its clauses share."""

from __future__ import annotations

from typing import Final

from conformance.api.sources import general_info, inferred_from, rest_info, stop_page
from conformance.contract.clause import Chapter, Clause
from conformance.contract.clauses.envelope.answers import (
    READABLE,
    has_its_members,
    has_result_or_error,
)
from conformance.contract.mutant import Reply, Turn

accounts = Chapter("ACC", "Accounts", since="2026-11-28")
ANSWERED: Final[tuple[Clause, ...]] = (*READABLE, has_its_members, has_result_or_error)
OF_AN_ACCOUNT = stop_page("API Description, in Chinese (closes the data stream of an account)")
WHOEVER_ASKS = inferred_from(OF_AN_ACCOUNT, "it speaks of no connection, and of no API key")
EXPLICIT_KEY = general_info("Authorize ad hoc requests (an apiKey overrides the session's)")
VALID_KEY = rest_info("Endpoint Security Type (USER_STREAM: a valid API key)")
NO_STREAM = {"status": 400, "error": {"code": -1125, "msg": "This listenKey does not exist."}}


def without_stream(turn: Turn) -> Reply:
    """Return the refusal of a request whose account has no stream."""
    return {name: v for name, v in turn.answer.items() if name != "result"} | NO_STREAM


def given_keys(turn: Turn) -> dict[str, str]:
    """Return the listen keys that were given last, with this one, by account and venue."""
    keys: dict[str, str] = turn.shared.setdefault("keys", {})
    if key := _given_key(turn):
        keys[turn.account + turn.venue] = key
    return keys


def _given_key(turn: Turn) -> str | None:
    """Return the listen key in an answer; None where there is none."""
    result = turn.answer.get("result")
    return result.get("listenKey") if isinstance(result, dict) else None
