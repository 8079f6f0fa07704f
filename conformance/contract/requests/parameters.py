"""Requests: params, their names and their types."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.api.methods import METHODS
from conformance.api.schemas import misfits
from conformance.api.sources import inferred_from, stop_page
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Finding, Problem
from conformance.contract.requests.chapter import (
    REQUEST_FORMAT,
    is_known_method,
    plain_method,
    requests,
    sent_where,
)
from conformance.contract.requests.client import ClientTurn, Deed
from conformance.contract.requests.form import has_a_known_method, is_one_request
from conformance.transcript.exchange import Exchange

_SIGNED = frozenset({"listenKey", "signature", "timestamp", "recvWindow"})
_with_params = sent_where(lambda e: "params" in e.request_members)
_with_known_params = sent_where(lambda e: is_known_method(e) and bool(e.params))


@requests.clause(7, MUST, of=_with_params, source=REQUEST_FORMAT, leans=(is_one_request,))
def has_params_in_an_object(exchange: Exchange) -> Finding:
    """The params, where there are any, are an object."""
    got = exchange.request_members["params"]
    return None if isinstance(got, dict) else Problem("$.params", Phrase("an object"), got)


@has_params_in_an_object.mutant
def params_in_a_list(turn: ClientTurn) -> list[Deed]:
    """The params of a stop are a list of values."""
    is_stop = turn.method == "userDataStream.stop"
    return turn.with_members(params=[*turn.params.values()]) if is_stop else turn.usual()


@requests.clause(
    8,
    MUST,
    of=_with_known_params,
    source=stop_page("Request Parameters; and WebSocket API General Info, rate limits"),
    leans=(is_one_request, has_a_known_method, has_params_in_an_object),
)
def has_params_of_their_types(exchange: Exchange) -> Finding:
    """A parameter has its type: apiKey is a string with something in it, a flag is true or false.

    What a logon signs has clauses of its own.
    """
    for place, wanted, got in _mistyped(exchange):
        if place not in {"signature", "timestamp"}:
            return Problem(f"$.params.{place}", wanted, got)
    return None


def _mistyped(exchange: Exchange) -> Iterator[tuple[str, object, object]]:
    members = exchange.request_members | {"method": plain_method(exchange)}
    for misfit in misfits(f"{plain_method(exchange)}.request", members):
        inside = len(misfit.path) == 2 and misfit.path[0] == "params"  # noqa: PLR2004 - of names
        if inside and misfit.keyword in {"type", "minLength", "minimum"}:
            yield str(misfit.path[1]), misfit.wanted, misfit.got


@has_params_of_their_types.mutant
def flag_as_text(turn: ClientTurn) -> list[Deed]:
    """A stop declines rate limits with the text "false"."""
    is_stop = turn.method == "userDataStream.stop"
    return turn.with_params(returnRateLimits="false") if is_stop else turn.usual()


@has_params_of_their_types.mutant
def empty_key(turn: ClientTurn) -> list[Deed]:
    """The apiKey of a stop is an empty string."""
    is_stop = turn.method == "userDataStream.stop" and "apiKey" in turn.params
    return turn.with_params(apiKey="") if is_stop else turn.usual()


def _unknown(exchange: Exchange) -> set[str]:
    """Return the names of params that the method does not have."""
    known = METHODS[plain_method(exchange)].parameters
    return {*exchange.params} - known - {"returnRateLimits"}


@requests.clause(
    9,
    SHOULD,
    of=_with_known_params,
    source=inferred_from(stop_page("Request Parameters")),
    leans=(is_one_request, has_a_known_method, has_params_in_an_object),
)
def has_known_params(exchange: Exchange) -> Finding:
    """The params have no member that the method's page does not have."""
    unknown = sorted(_unknown(exchange) - _SIGNED)
    wanted = Phrase("only documented parameters")
    return Problem("$.params", wanted, Phrase(f"another one: {unknown[0]}")) if unknown else None


@has_known_params.mutant
def key_in_lower_case(turn: ClientTurn) -> list[Deed]:
    """Besides apiKey, a stop has the key as apikey, too."""
    key = turn.params.get("apiKey") if turn.method == "userDataStream.stop" else None
    return turn.with_params(apikey=key) if key else turn.usual()


@requests.clause(
    10,
    SHOULD,
    of=_with_known_params,
    source=inferred_from(stop_page("Request Parameters (apiKey alone, and no signature)")),
    leans=(is_one_request, has_a_known_method, has_params_in_an_object),
)
def has_no_surplus_params(exchange: Exchange) -> Finding:
    """A listenKey, signature, timestamp or recvWindow is sent only where a method takes one."""
    surplus = sorted(_unknown(exchange) & _SIGNED)
    if not surplus:
        return None
    return Problem(
        "$.params", Phrase("no parameter that the method does not take"), Phrase(surplus[0])
    )


@has_no_surplus_params.mutant
def listen_key_with_a_stop(turn: ClientTurn) -> list[Deed]:
    """A stop names the listen key that it closes."""
    is_stop = turn.method == "userDataStream.stop"
    return turn.with_params(listenKey="l" * 64) if is_stop else turn.usual()


@has_no_surplus_params.mutant
def signature_with_a_stop(turn: ClientTurn) -> list[Deed]:
    """A stop is signed, with a timestamp, as orders are."""
    is_stop = turn.method == "userDataStream.stop"
    signed = turn.sign(turn.params | {"timestamp": 1_767_225_630_000})
    return turn.with_members(params=signed) if is_stop else turn.usual()
