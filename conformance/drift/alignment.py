"""Which exchanges of two recordings of a scenario belong together, and which can be compared."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any, Final, TypeVar

from conformance.api.document import ABSENT
from conformance.api.methods import START, STATUS, STOP
from conformance.drift.volatile import Keys, settled
from conformance.scenarios.script import PROBE
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange

T = TypeVar("T")
Sides = tuple[T, T]
"""A pair: one for the old recording and one for the new."""
_RACING: Final = {START.name, STOP.name}


class NotComparable(Exception):
    """Two recordings are not of the same script; the message says how they differ."""


Pairs = list[tuple[Exchange, Exchange]]


def aligned(old: Conversation, new: Conversation) -> Pairs:
    """Pair the exchanges of two recordings that can be compared. Raises NotComparable."""
    return _until_closed(_until_raced(_paired(old, new)), old, new)


def _paired(old: Conversation, new: Conversation) -> Pairs:
    """Pair the exchanges of two recordings by their requests. Raises NotComparable.

    Requests that one side did not come to because it ended early are left out, and so are those
    that only check whether a connection still lives.
    """
    old_exchanges, new_exchanges = _requests_of(old), _requests_of(new)
    keyed = all(side.transcript.api_key for side in (old, new))
    old_requests = [_comparable_request(exchange, keyed) for exchange in old_exchanges]
    new_requests = [_comparable_request(exchange, keyed) for exchange in new_exchanges]
    if old_requests == new_requests:
        return list(zip(old_exchanges, new_exchanges, strict=True))
    pairs: Pairs = []
    sizes = len(old_exchanges), len(new_exchanges)
    matcher = SequenceMatcher(None, old_requests, new_requests, autojunk=False)
    for tag, i, end, j, last in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(old_exchanges[i:end], new_exchanges[j:last], strict=True)
            continue
        unshared = old_exchanges[i:end], new_exchanges[j:last]
        if not _excused(unshared, (old, new), sizes == (end, last)):
            raise _other_version(*unshared)
    if not pairs and old_exchanges and new_exchanges:
        raise NotComparable("they have no request in common")
    return pairs


def _requests_of(conversation: Conversation) -> list[Exchange]:
    """Return the exchanges without the probe that follows a silence."""
    exchanges = list(conversation.exchanges)
    last = exchanges[-1].request if exchanges else None
    is_probe = conversation.transcript.ending.kind == "silent" and last is not None
    return exchanges[:-1] if is_probe and last and last.frame.data == PROBE else exchanges


def _other_version(old: list[Exchange], new: list[Exchange]) -> NotComparable:
    """Return the error for exchanges that one side alone has; the other list may be empty."""
    first = (old or new)[0]
    return NotComparable(
        "their requests differ, so they are of different versions of the scenario: only the "
        f"{'old' if old else 'new'} one asks {first.method or 'something else'} as request "
        f"{first.number}"
    )


def _comparable_request(exchange: Exchange, keyed: bool) -> str:
    """Return a request as text, without what is chosen anew each time.

    ``keyed``: the account's key is known on both sides, so whose key a request has is compared.
    """
    request = exchange.request
    if request is None or request.document.value is ABSENT:
        return "no JSON" if request else "nothing"
    kinds = exchange.key if keyed and "apiKey" in exchange.params else ""
    return repr((settled(_without(request.document.value), Keys()), kinds))


def _without(value: Any) -> Any:
    """Return a request without its id, its keys, and what is signed."""
    if not isinstance(value, dict):
        return value
    members = {name: inner for name, inner in sorted(value.items()) if name != "id"}
    params = members.get("params")
    if isinstance(params, dict):
        varying = {"apiKey", "timestamp", "signature", "listenKey"}
        members["params"] = {n: "" if n in varying else v for n, v in sorted(params.items())}
    return members


def _excused(only: Sides[list[Exchange]], both: Sides[Conversation], is_last: bool) -> bool:
    """Whether exchanges of one side may be missing on the other.

    They may be if they only check whether a connection still lives, or if they are the last ones
    and the other side ended early.
    """
    unshared = [part for part in only if part and not all(map(_is_probe, part))]
    if not unshared:
        return True
    other = both[1] if unshared[0] is only[0] else both[0]
    return len(unshared) == 1 and is_last and other.transcript.ending.kind != "complete"


def _is_probe(exchange: Exchange) -> bool:
    return exchange.method == STATUS.name and not exchange.params


def _until_raced(pairs: Pairs) -> Pairs:
    """Leave out what follows starts and stops in flight on several connections: chance decides."""
    for number, pair in enumerate(pairs):
        if any(e.connection and not e.alone and e.method in _RACING for e in pair):
            return pairs[:number]
    return pairs


def _until_closed(pairs: Pairs, old: Conversation, new: Conversation) -> Pairs:
    """Leave out the last exchanges that have no answer because the connection closed.

    How many of them were sent is chance, and the close is a change of its own.
    """
    sides = (old.transcript.ending.kind, new.transcript.ending.kind)
    while pairs and any(
        kind in {"closed", "cut"} and exchange.answer is None
        for kind, exchange in zip(sides, pairs[-1], strict=True)
    ):
        pairs = pairs[:-1]
    return pairs
