"""Requests: the apiKey, and what a logon signs."""

from __future__ import annotations

from conformance.api.document import ABSENT
from conformance.api.methods import LOGON
from conformance.api.signing import is_signed_by, public_key_of
from conformance.api.sources import general_info, stop_page
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, Finding, Problem
from conformance.contract.requests.chapter import (
    is_for_a_stream,
    plain_method,
    requests,
    sent_where,
)
from conformance.contract.requests.client import ClientTurn, Deed
from conformance.contract.requests.form import has_a_known_method, is_one_request
from conformance.contract.requests.parameters import has_params_in_an_object
from conformance.transcript.exchange import Exchange

_READABLE = (is_one_request, has_a_known_method, has_params_in_an_object)
_LOGON = general_info("Log in with API key (SIGNED)")
_SECONDS = 10**11
"""A time below this, in ms, is of before 1974: it is meant in s."""
_SIGNATURE_REFUSED = -1022


def _needs_a_key(exchange: Exchange) -> bool:
    return is_for_a_stream(exchange) and exchange.session in {"none", "logged-out", "refused"}


@requests.clause(
    11,
    MUST,
    of=sent_where(_needs_a_key),
    source=stop_page("Request Parameters (apiKey, unless the session is authenticated)"),
    leans=_READABLE,
)
def has_a_key(exchange: Exchange) -> Finding:
    """Where no session is logged on, a start, ping or stop has an apiKey."""
    if "apiKey" in exchange.params:
        return None
    return Problem("$.params.apiKey", Phrase("the account's API key"), ABSENT)


@has_a_key.mutant
def no_key(turn: ClientTurn) -> list[Deed]:
    """No request has an apiKey, but a logon."""
    if "apiKey" not in turn.params or turn.method == LOGON.name:
        return turn.usual()
    return turn.with_members(params={})


_logons = sent_where(lambda e: plain_method(e) == LOGON.name)


@requests.clause(12, MUST, of=_logons, source=_LOGON, leans=_READABLE)
def has_what_a_logon_needs(exchange: Exchange) -> Finding:
    """A logon has an apiKey, a timestamp and a signature."""
    for name in ("apiKey", "timestamp", "signature"):
        if name not in exchange.params:
            return Problem(f"$.params.{name}", Phrase("it, as a logon is signed"), ABSENT)
    return None


@has_what_a_logon_needs.mutant
def logon_without_time(turn: ClientTurn) -> list[Deed]:
    """A logon has no timestamp, nor is one signed."""
    if turn.method != LOGON.name:
        return turn.usual()
    return turn.with_members(params=turn.sign({"apiKey": turn.params["apiKey"]}))


@requests.clause(13, MUST, of=_logons, source=_LOGON, leans=(*_READABLE, has_what_a_logon_needs))
def has_a_time_in_ms(exchange: Exchange) -> Finding:
    """A logon's timestamp is an integer, in ms since 1970."""
    got = exchange.params["timestamp"]
    if type(got) is int and got >= _SECONDS:
        return None
    return Problem("$.params.timestamp", Phrase("an integer, in ms since 1970"), got)


@has_a_time_in_ms.mutant
def time_as_text(turn: ClientTurn) -> list[Deed]:
    """A logon's timestamp is sent as a string."""
    if turn.method != LOGON.name:
        return turn.usual()
    return turn.with_params(timestamp=str(turn.params["timestamp"]))


@has_a_time_in_ms.mutant
def time_in_seconds(turn: ClientTurn) -> list[Deed]:
    """A logon's timestamp is in seconds."""
    if turn.method != LOGON.name:
        return turn.usual()
    params = {"apiKey": turn.params["apiKey"], "timestamp": turn.params["timestamp"] // 1000}
    return turn.with_members(params=turn.sign(params))


def _can_be_verified(exchange: Exchange) -> bool:
    """Whether the key is known that verifies a logon, or the answer tells that none does."""
    if plain_method(exchange) != LOGON.name or "signature" not in exchange.params:
        return False
    own = exchange.transcript.api_key == exchange.params.get("apiKey")
    is_known = own and bool(exchange.transcript.public_key)
    return is_known or exchange.success or exchange.code == _SIGNATURE_REFUSED


@requests.clause(
    14,
    MUST,
    of=sent_where(_can_be_verified),
    source=_LOGON,
    leans=(*_READABLE, has_what_a_logon_needs),
)
def has_a_valid_signature(exchange: Exchange) -> Finding:
    """A logon's signature is made with the account's key over all its other params."""
    own = exchange.transcript.api_key == exchange.params.get("apiKey")
    pem = exchange.transcript.public_key if own else ""
    key = public_key_of(pem) if pem else None
    refused = exchange.code == _SIGNATURE_REFUSED
    verifies = is_signed_by(key, exchange.params) if key else not refused
    wanted = Phrase("a signature over the params that were sent")
    return None if verifies else Problem("$.params.signature", wanted, Phrase("another one"))


@has_a_valid_signature.mutant
def params_signed_unsorted(turn: ClientTurn) -> list[Deed]:
    """A logon signs its params in the order in which they come, and not by name."""
    if turn.method != LOGON.name:
        return turn.usual()
    time_first = turn.sign({"x": f"{turn.params['timestamp']}&apiKey={turn.params['apiKey']}"})
    return turn.with_params(signature=time_first["signature"])


@has_a_valid_signature.mutant
def param_added_after_signing(turn: ClientTurn) -> list[Deed]:
    """A logon adds recvWindow when it is signed already."""
    is_logon = turn.method == LOGON.name
    return turn.with_params(recvWindow=4000) if is_logon else turn.usual()
