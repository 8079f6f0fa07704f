"""Status: the number that tells success from failure."""

from __future__ import annotations

import json

from conformance.api.schemas import misfits
from conformance.api.sources import general_info, inferred_from, shown_on, stop_page
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Chapter, Finding, Problem
from conformance.contract.clauses.envelope.answers import (
    READABLE,
    RESPONSE_FORMAT,
    has_its_members,
    has_result_or_error,
)
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import answered, refusals
from conformance.transcript.exchange import Exchange

status = Chapter("STAT", "Status")


@status.clause(1, MUST, of=answered, source=RESPONSE_FORMAT, leans=(*READABLE, has_its_members))
def is_an_integer(exchange: Exchange) -> Finding:
    """The status is an integer, written as one: neither 200.0 nor true."""
    for misfit in misfits("answer", exchange.answer_members):
        if misfit.path == ("status",):
            return Problem(misfit.where, Phrase("an integer"), misfit.got)
    return None


@is_an_integer.mutant
def status_as_fraction(turn: Turn) -> Reply:
    """The status is written 200.0."""
    return json.dumps(turn.answer | {"status": float(turn.answer["status"])})


@is_an_integer.mutant
def status_as_text(turn: Turn) -> Reply:
    """The status is a string."""
    return turn.answer | {"status": str(turn.answer["status"])}


@status.clause(
    2,
    MUST,
    of=answered,
    source=shown_on(stop_page("Response Example")),
    leans=(*READABLE, is_an_integer, has_result_or_error),
    changed=("2026-11-25",),
)
def tells_success(exchange: Exchange) -> Finding:
    """The status is 200 on a success, and on nothing else."""
    got = exchange.answer_members["status"]
    if exchange.success:
        return None if got == 200 else Problem("$.status", 200, got)
    return Problem("$.status", Phrase("any but 200"), got) if got == 200 else None


@tells_success.mutant
def created(turn: Turn) -> Reply:
    """Success has the status 201."""
    return turn.answer | {"status": 201} if "result" in turn.answer else turn.answer


@tells_success.mutant
def failure_as_success(turn: Turn) -> Reply:
    """Failure has the status 200."""
    return turn.answer | {"status": 200}


@status.clause(
    3,
    SHOULD,
    of=refusals,
    source=inferred_from(
        general_info("Response format, failed response (400), and API key revocation (401)"),
        "the ranges are Spot's",
    ),
    leans=(*READABLE, is_an_integer, has_result_or_error, tells_success),
    since="2026-11-25",
)
def tells_failure(exchange: Exchange) -> Finding:
    """The status of an error is 4XX or 5XX."""
    got = exchange.answer_members["status"]
    return None if 400 <= got < 600 else Problem("$.status", Phrase("4XX or 5XX"), got)


@tells_failure.mutant
def failure_as_redirection(turn: Turn) -> Reply:
    """Failure has the status 302."""
    return turn.answer | {"status": 302} if "error" in turn.answer else turn.answer
