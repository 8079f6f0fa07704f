"""Accounts: what a refused logon leaves of a session that is logged on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.api.methods import LOGON, LOGOUT, STATUS
from conformance.api.sources import general_info, inferred_from
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Finding, Problem
from conformance.contract.clauses.accounts.chapter import ANSWERED, accounts
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import OfExchange
from conformance.transcript.conversation import Conversation


@dataclass(frozen=True, slots=True)
class StatusAfterRefusal(OfExchange):
    """A status after a logon that was refused on a session that was logged on.

    ``key`` is the session's, ``claimed`` that of the logon.
    """

    key: str
    claimed: object


def _statuses(conversation: Conversation) -> Iterator[StatusAfterRefusal]:
    """Yield statuses after a refused logon, with no logon that succeeded, and no logout, since."""
    refused: dict[str, tuple[str, object]] = {}
    for exchange in conversation.exchanges:
        connection = exchange.connection
        on = exchange.session_key if exchange.session == "logged-on" else None
        result = exchange.answer_members.get("result")
        if exchange.method == LOGON.name and exchange.refused and on:
            refused[connection] = on, exchange.params.get("apiKey")
        elif exchange.method in {LOGON.name, LOGOUT.name}:
            refused.pop(connection, None)
        elif exchange.method == STATUS.name and connection in refused and isinstance(result, dict):
            yield StatusAfterRefusal(exchange, *refused[connection])


def _of_others(conversation: Conversation) -> Iterator[StatusAfterRefusal]:
    return (each for each in _statuses(conversation) if each.key != each.claimed)


@accounts.clause(
    7,
    MUST,
    of=_of_others,
    source=general_info("Log in with API key (SIGNED)"),
    leans=ANSWERED,
)
def refused_logon_gives_no_session(refused: StatusAfterRefusal) -> Finding:
    """A logon that is refused never makes a session that of the key which it claims."""
    got = refused.exchange.answer_members["result"].get("apiKey")
    if got != refused.claimed:
        return None
    return Problem("$.result.apiKey", Phrase("not the key of the refused logon"), got)


@refused_logon_gives_no_session.mutant
def refused_logon_counts_on_a_session(turn: Turn) -> Reply:
    """After a refused logon on a logged-on session, a status names the refused key."""
    claimed = turn.params.get("apiKey")
    if turn.method == LOGON.name:
        is_refused = "error" in turn.answer and turn.session == "logged-on"
        turn.memory["claimed"] = claimed if is_refused else None
    if turn.method != STATUS.name or not turn.memory.get("claimed"):
        return turn.answer
    return turn.answer | {"result": turn.answer["result"] | {"apiKey": turn.memory["claimed"]}}


@accounts.clause(
    8,
    SHOULD,
    of=_statuses,
    source=inferred_from(
        general_info("Authenticate after connection (logon and logout alone change the key)")
    ),
    leans=(*ANSWERED, refused_logon_gives_no_session),
)
def refused_logon_leaves_the_session(refused: StatusAfterRefusal) -> Finding:
    """A logon that is refused does not end a session."""
    if refused.exchange.answer_members["result"].get("apiKey") is not None:
        return None
    return Problem("$.result.apiKey", refused.key, None)


@refused_logon_leaves_the_session.mutant
def refused_logon_logs_out(turn: Turn) -> Reply:
    """After a refused logon on a logged-on session, a status says that nobody is logged on."""
    if turn.method == LOGON.name:
        turn.memory["refused"] = "error" in turn.answer and turn.session == "logged-on"
    if turn.method != STATUS.name or not turn.memory.get("refused"):
        return turn.answer
    nobody = {"apiKey": None, "authorizedSince": None}
    return turn.answer | {"result": turn.answer["result"] | nobody}
