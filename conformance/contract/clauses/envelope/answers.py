"""Envelope: the form of every answer.

It is judged on the text as it came. The inside of result, error and rateLimits belongs to the
chapters of those names.
"""

from __future__ import annotations

import json
from typing import Any

from conformance.api.codes import UNKNOWN_METHOD
from conformance.api.document import ABSENT, place_of_constant, same_json
from conformance.api.methods import is_known
from conformance.api.misfit import json_path
from conformance.api.schemas import misfits
from conformance.api.sources import general_info, inferred_from, rfc
from conformance.api.wording import Phrase
from conformance.contract.clause import FIRST_REVISION, MUST, SHOULD, Chapter, Finding, Problem
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import answered, answered_where, received
from conformance.transcript.exchange import Exchange, Unattached
from conformance.transcript.frames import Opcode
from conformance.transcript.kinds import is_stop, lacks_id

envelope = Chapter("ENV", "Envelope")
RESPONSE_FORMAT = general_info("Response format")


@envelope.clause(1, MUST, of=received, source=RESPONSE_FORMAT)
def comes_as_text(subject: Exchange | Unattached) -> Finding:
    """An answer comes in a text frame, in UTF-8."""
    frame = subject.answer.frame if subject.answer else None
    if frame is None or (frame.opcode is Opcode.TEXT and isinstance(frame.data, str)):
        return None
    kind = "a binary frame" if frame.opcode is Opcode.BINARY else "a text frame that is not UTF-8"
    return Problem("$", Phrase("a text frame in UTF-8"), Phrase(kind))


@comes_as_text.mutant
def answer_in_binary(turn: Turn) -> Reply:
    """Answers come in binary frames."""
    return json.dumps(turn.answer).encode()


@envelope.clause(2, MUST, of=received, source=RESPONSE_FORMAT, leans=(comes_as_text,))
def is_one_object(subject: Exchange | Unattached) -> Finding:
    """An answer is one JSON object, and the frame holds nothing else."""
    if subject.answer is None or isinstance(subject.answer.document.value, dict):
        return None
    error = subject.answer.document.error
    got = Phrase(f"text that is no JSON: {error}") if error else subject.answer.document.value
    return Problem("$", Phrase("one JSON object"), got)


@is_one_object.mutant
def answer_in_a_list(turn: Turn) -> Reply:
    """Answers are wrapped in a list."""
    return json.dumps([turn.answer])


@is_one_object.mutant
def text_after_the_answer(turn: Turn) -> Reply:
    """More text follows the answer in its frame."""
    return json.dumps(turn.answer) + " ok"


@envelope.clause(
    3,
    SHOULD,
    of=received,
    source=rfc(8259, "4"),
    leans=(is_one_object,),
    earlier=((FIRST_REVISION, MUST),),
)
def has_members_once(subject: Exchange | Unattached) -> Finding:
    """An answer has no member twice, at any depth; readers differ in which one they take."""
    repeated = subject.answer.document.repeated if subject.answer else ()
    if not repeated:
        return None
    return Problem(f"$..{repeated[0]}", Phrase("each member once"), Phrase("a member given twice"))


@has_members_once.mutant
def status_twice(turn: Turn) -> Reply:
    """The status is there twice."""
    return json.dumps(turn.answer)[:-1] + f',"status":{turn.answer["status"]}}}'


@envelope.clause(4, MUST, of=received, source=rfc(8259, "10"), leans=(is_one_object,))
def has_plain_numbers(subject: Exchange | Unattached) -> Finding:
    """An answer has neither NaN nor Infinity, which are no JSON."""
    document = subject.answer.document if subject.answer else None
    if document is None or not document.constants:
        return None
    where = json_path(place_of_constant(document.value))
    return Problem(where, Phrase("a JSON number"), Phrase(document.constants[0]))


@has_plain_numbers.mutant
def count_is_not_a_number(turn: Turn) -> Reply:
    """The count of a rate limit is NaN."""
    return json.dumps(_with_count(turn.answer, float("nan")))


def _with_count(answer: dict[str, Any], count: Any) -> dict[str, Any]:
    limits = [limit | {"count": count} for limit in answer.get("rateLimits", [])]
    return answer | {"rateLimits": limits} if limits else answer


READABLE = (comes_as_text, is_one_object, has_plain_numbers)
"""If one of these is broken, the other chapters cannot read the answer. All are MUST: what a
broken SHOULD would block would go unseen."""


@envelope.clause(
    5, MUST, of=answered, source=RESPONSE_FORMAT, leans=READABLE, changed=("2026-11-25",)
)
def has_its_members(exchange: Exchange) -> Finding:
    """An answer has a status, the id of a request with a documented one, and documented types."""
    for misfit in misfits("answer", exchange.answer_members):
        own = len(misfit.path) == 1 and misfit.keyword in {"required", "type"}
        if not own or (misfit.path == ("status",) and misfit.keyword == "type"):
            continue  # what the status is like is the chapter Status's, what is inside the others'
        if misfit.path == ("id",) and misfit.keyword == "required" and lacks_id(exchange):
            continue  # nothing can be echoed: ENV-12
        if misfit.path == ("result",) and is_known(exchange.method):
            continue  # what the result of a known method is like is the chapter Result's
        if misfit.path == ("id",) and same_json(exchange.request_members.get("id"), misfit.got):
            continue  # an id of another type was asked for, and came back
        return Problem(misfit.where, misfit.wanted, misfit.got)
    return None


@has_its_members.mutant
def no_status(turn: Turn) -> Reply:
    """Answers have no status."""
    return {name: value for name, value in turn.answer.items() if name != "status"}


@has_its_members.mutant
def rate_limits_as_object(turn: Turn) -> Reply:
    """The rateLimits are an object."""
    return turn.answer | {"rateLimits": {}}


@has_its_members.mutant
def error_without_id(turn: Turn) -> Reply:
    """The refusal of a request that could be read has no id."""
    if "error" not in turn.answer or turn.answer["id"] is None:
        return turn.answer
    return {name: value for name, value in turn.answer.items() if name != "id"}


@has_its_members.mutant
def error_is_null(turn: Turn) -> Reply:
    """The error of a refusal is null."""
    return turn.answer | {"error": None} if "error" in turn.answer else turn.answer


@envelope.clause(
    12,
    SHOULD,
    of=answered_where(lacks_id),
    source=inferred_from(RESPONSE_FORMAT),
    leans=(*READABLE, has_its_members),
    since="2026-11-25",
)
def has_an_id_always(exchange: Exchange) -> Finding:
    """An answer to a request that has no id of a documented type has an id, too."""
    if "id" in exchange.answer_members:
        return None
    return Problem("$.id", Phrase("an id"), ABSENT)


@has_an_id_always.mutant
def malformed_without_id(turn: Turn) -> Reply:
    """Malformed JSON is refused without an id."""
    if turn.request:
        return turn.answer
    return {name: value for name, value in turn.answer.items() if name != "id"}


@envelope.clause(6, MUST, of=answered, source=RESPONSE_FORMAT, leans=READABLE)
def has_result_or_error(exchange: Exchange) -> Finding:
    """An answer has a result or an error, never both and never neither."""
    if ("result" in exchange.answer_members) != ("error" in exchange.answer_members):
        return None
    got = "both" if "result" in exchange.answer_members else "neither"
    return Problem("$", Phrase("either result or error"), Phrase(got))


@has_result_or_error.mutant
def response_for_result(turn: Turn) -> Reply:
    """The result is called response, as the page of Spot's stop once had it."""
    answer = dict(turn.answer)
    return answer | {"response": answer.pop("result")} if "result" in answer else answer


@has_result_or_error.mutant
def error_beside_a_result(turn: Turn) -> Reply:
    """A refusal has an empty result besides its error."""
    return turn.answer | {"result": {}} if "error" in turn.answer else turn.answer


@has_result_or_error.mutant
def refusal_without_error(turn: Turn) -> Reply:
    """A refusal has a status alone, but that of an unknown method."""
    if turn.answer.get("error", {}).get("code") == UNKNOWN_METHOD:
        return turn.answer
    return {name: value for name, value in turn.answer.items() if name != "error"}


@envelope.clause(
    7,
    SHOULD,
    of=answered,
    source=inferred_from(RESPONSE_FORMAT),
    leans=(*READABLE, has_result_or_error),
)
def has_nothing_else(exchange: Exchange) -> Finding:
    """An answer has no undocumented member."""
    for misfit in misfits(answer_schema(exchange), exchange.answer_members):
        in_result_of_stop = is_stop(exchange) and misfit.path[0] == "result"
        if misfit.keyword == "additionalProperties" and not in_result_of_stop:
            return Problem(misfit.where, misfit.wanted, misfit.got)
    return None


@has_nothing_else.mutant
def undocumented_member(turn: Turn) -> Reply:
    """Answers have a member that no page has."""
    return turn.answer | {"serverTime": 1}


def answer_schema(exchange: Exchange) -> str:
    """Return the name of an answer's schema: for errors, for the method's success, or general."""
    if exchange.refused:
        return "error-answer"
    return f"{exchange.method}.answer" if is_known(exchange.method) else "answer"
