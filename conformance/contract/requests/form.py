"""Requests: one JSON object, its id, and its method."""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.api.document import ABSENT, same_json
from conformance.api.methods import METHODS, SESSION_PREFIX, STREAM_PREFIX
from conformance.api.schemas import fits, misfits
from conformance.api.sources import general_info, inferred_from, observed
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Finding, Problem
from conformance.contract.requests.chapter import (
    REQUEST_FORMAT,
    plain_method,
    requests,
    sent,
    sent_where,
)
from conformance.contract.requests.client import ClientTurn, Deed
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange
from conformance.transcript.frames import Opcode


@requests.clause(1, MUST, of=sent, source=REQUEST_FORMAT)
def is_one_request(exchange: Exchange) -> Finding:
    """A request is one JSON object in one text message."""
    frame = exchange.request.frame if exchange.request else None
    if frame is None or frame.opcode is not Opcode.TEXT:
        return Problem("$", Phrase("a text message"), Phrase("a binary one"))
    document = frame.document
    if isinstance(document.value, dict):
        return None
    got = "no JSON" if document.value is ABSENT else f"a JSON {type(document.value).__name__}"
    return Problem("$", Phrase("one JSON object"), Phrase(got))


@is_one_request.mutant
def request_in_binary(turn: ClientTurn) -> list[Deed]:
    """Requests are sent in binary messages."""
    return [json.dumps(turn.request).encode()] if turn.request else turn.usual()


@is_one_request.mutant
def requests_in_a_list(turn: ClientTurn) -> list[Deed]:
    """Requests are sent in a list, as JSON-RPC has batches."""
    return [json.dumps([turn.request])] if turn.request else turn.usual()


@is_one_request.mutant
def request_in_other_quotes(turn: ClientTurn) -> list[Deed]:
    """Requests are written as Python writes a dict."""
    return [str(turn.request)] if turn.request else turn.usual()


@requests.clause(2, MUST, of=sent, source=REQUEST_FORMAT, leans=(is_one_request,))
def has_an_id(exchange: Exchange) -> Finding:
    """A request has an id: an integer, a string or null."""
    got = exchange.request_members.get("id", ABSENT)
    is_one = got is None or isinstance(got, int | str)
    if is_one and not isinstance(got, bool):
        return None
    return Problem("$.id", Phrase("an integer, a string or null"), got)


@has_an_id.mutant
def no_id(turn: ClientTurn) -> list[Deed]:
    """Requests have no id."""
    rest = {name: value for name, value in turn.request.items() if name != "id"}
    return [json.dumps(rest)] if turn.request else turn.usual()


@has_an_id.mutant
def fractional_id(turn: ClientTurn) -> list[Deed]:
    """Ids are times with a fraction."""
    return turn.with_members(id=1_767_225_630.25)


@requests.clause(
    3,
    SHOULD,
    of=sent,
    source=observed("a futures testnet's error -1000 for other ids, 2025-04"),
    leans=(is_one_request, has_an_id),
)
def has_a_short_id(exchange: Exchange) -> Finding:
    """An id is within int64, or 1 to 36 letters, digits, hyphens and underscores, or null."""
    got = exchange.request_members["id"]
    if fits("request-id", got):
        return None
    return Problem("$.id", Phrase("an id that futures servers were seen to take"), got)


@has_a_short_id.mutant
def id_of_a_url(turn: ClientTurn) -> list[Deed]:
    """Ids name the client, the method and a number, with slashes between."""
    return turn.with_members(id=f"client/{turn.method}/{turn.request.get('id')}")


@has_a_short_id.mutant
def long_id(turn: ClientTurn) -> list[Deed]:
    """Ids are 40 digits in hexadecimal, as SHA-1 gives them."""
    return turn.with_members(id=f"{abs(hash(str(turn.request.get('id')))):040x}")


def _with_others(conversation: Conversation) -> Iterator[_Beside]:
    """Yield requests with a readable id that were sent while others were open."""
    for place, exchange in enumerate(conversation.exchanges):
        if exchange.request and "id" in exchange.request_members:
            before = conversation.exchanges[max(0, place - _MOST_OPEN) : place]
            ids = [e.request_members["id"] for e in before if _is_open_at(e, exchange)]
            if ids:
                yield _Beside(exchange, ids)


class _Beside:
    """A request, and the ids of those that were open when it was sent."""

    def __init__(self, exchange: Exchange, ids: list[object]) -> None:
        self.exchange, self.ids = exchange, ids
        self.number, self.place = exchange.number, exchange.place


_MOST_OPEN = 100


def _is_open_at(earlier: Exchange, exchange: Exchange) -> bool:
    """Whether an earlier request on the same connection was open when one was sent.

    Of one that was never answered it is known only until something came.
    """
    if earlier.connection != exchange.connection or "id" not in earlier.request_members:
        return False
    at = exchange.request.index if exchange.request else 0
    if earlier.answer:
        return earlier.answer.index > at
    own = earlier.request.index if earlier.request else 0
    between = exchange.transcript.frames[own + 1 : at]
    return all(frame.direction == "sent" for frame in between)


@requests.clause(
    4,
    SHOULD,
    of=_with_others,
    source=inferred_from(REQUEST_FORMAT, "an id matches an answer with its request"),
    leans=(is_one_request, has_an_id),
)
def is_alone_with_its_id(beside: _Beside) -> Finding:
    """A request has no id that another request in flight has."""
    own = beside.exchange.request_members["id"]
    if not any(same_json(own, other) for other in beside.ids):
        return None
    return Problem("$.id", Phrase("an id of its own while others are in flight"), own)


@is_alone_with_its_id.mutant
def one_id_for_all(turn: ClientTurn) -> list[Deed]:
    """Every request has the id 1."""
    return turn.with_members(id=1)


def _is_meant_for_us(exchange: Exchange) -> bool:
    """Whether a method is meant to be one of streams or sessions, whatever its case."""
    method = plain_method(exchange).lower()
    known = {name.lower() for name in METHODS}
    return method in known or method.startswith((STREAM_PREFIX.lower(), SESSION_PREFIX))


@requests.clause(
    5,
    MUST,
    of=sent_where(_is_meant_for_us),
    source=general_info("overview (names and values are case-sensitive)"),
    leans=(is_one_request,),
)
def has_a_known_method(exchange: Exchange) -> Finding:
    """The method is one that there is, spelt exactly as its page has it."""
    if plain_method(exchange) in METHODS:
        return None
    return Problem("$.method", Phrase("a method of the API"), exchange.method)


@has_a_known_method.mutant
def close_for_stop(turn: ClientTurn) -> list[Deed]:
    """A stop is called userDataStream.close, which there is not."""
    is_stop = turn.method == "userDataStream.stop"
    return turn.with_members(method="userDataStream.close") if is_stop else turn.usual()


@has_a_known_method.mutant
def method_in_lower_case(turn: ClientTurn) -> list[Deed]:
    """Methods are written in lower case."""
    return turn.with_members(method=str(turn.method).lower())


@requests.clause(
    6,
    SHOULD,
    of=sent,
    source=inferred_from(REQUEST_FORMAT),
    leans=(is_one_request,),
)
def has_no_other_member(exchange: Exchange) -> Finding:
    """A request has an id, a method and params, and nothing else."""
    for misfit in misfits("request", exchange.request_members):
        if misfit.keyword == "additionalProperties" and len(misfit.path) == 1:
            return Problem(misfit.where, misfit.wanted, misfit.got)
    return None


@has_no_other_member.mutant
def version_of_a_protocol(turn: ClientTurn) -> list[Deed]:
    """Requests say which version of JSON-RPC they are of."""
    return turn.with_members(jsonrpc="2.0")
