"""Pictures: what can be compared of an exchange or a connection, without volatile values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, TypeGuard

from conformance.api.document import ABSENT, same_json
from conformance.api.venues import REQUEST_WEIGHT
from conformance.api.wording import counted
from conformance.contract.listening import closed_streams, streams_left_open
from conformance.drift.change import kind_of, shape
from conformance.drift.volatile import Keys, settled
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange, Message, is_event, readable_id
from conformance.transcript.frames import Direction, Opcode, stream_names
from conformance.transcript.streams import EXPIRED, StreamConnection, is_expiry

NONE: Final = "no answer"
OBJECT: Final = "a JSON object"
LET_THROUGH: Final = "a result"
REFUSED: Final = "an error"
NEITHER: Final = "neither a result nor an error"
OWN: Final = "its request's"
_NAMING: Final = ("rateLimitType", "interval", "intervalNum")
_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"')

Picture = dict[str, Any]


def exchange_picture(exchange: Exchange, keys: Keys) -> Picture:
    """Return what can be compared of an exchange, by area."""
    settled(exchange.request_members, keys)  # the keys that the client sends are numbered, too
    answer = exchange.answer
    if answer is None:
        return {"answer": NONE}
    if answer.frame.opcode is Opcode.BINARY:
        return {"answer": "a binary frame"}
    document = answer.document
    if not isinstance(document.value, dict):
        kind = kind_of(document.value)
        return {"answer": "no JSON" if document.value is ABSENT else f"JSON, but a bare {kind}"}
    if document.constants:
        return {"answer": "no JSON: it has NaN or Infinity"}
    members = settled({n: v for n, v in exchange.answer_members.items() if n != "id"}, keys)
    return {
        "answer": OBJECT,
        "id": _relation(exchange),
        "outcome": _outcome(exchange),
        "members": members,
        "twice": dict.fromkeys(document.repeated, True),
        "order": _orders(document.value),
        "spelling": _spelling(answer),
    }


def _relation(exchange: Exchange) -> str:
    """Describe how an answer's id is related to its request's."""
    got = exchange.answer_members.get("id", ABSENT)
    request_id = readable_id(exchange.request.document) if exchange.request else ABSENT
    if got is ABSENT or got is None:
        return "none" if got is ABSENT else "null"
    if same_json(got, request_id):
        return OWN
    return f"another, a JSON {kind_of(got)}"


def _outcome(exchange: Exchange) -> str:
    if exchange.success or exchange.refused:
        return LET_THROUGH if exchange.success else REFUSED
    return "both a result and an error" if "result" in exchange.answer_members else NEITHER


def _orders(value: Any, place: str = "$") -> dict[str, list[str]]:
    """Return the names of every object's members in order, by the object's place."""
    orders = {}
    if isinstance(value, dict):
        orders[place] = list(value)
        for name, inner in value.items():
            orders |= _orders(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for inner in value:
            orders |= _orders(inner, f"{place}[]")
    return orders


def _spelling(answer: Message) -> dict[str, bool]:
    """Return whether an answer has white space outside strings, and whether it has escapes."""
    text = answer.frame.data if isinstance(answer.frame.data, str) else ""
    bare = _STRINGS.sub('""', text)
    return {
        "white space": re.search(r"\s", bare) is not None,
        "escapes": re.search(r"\\[/u]", text) is not None,
    }


def paired_limits(old: Any, new: Any) -> tuple[Any, Any]:
    """Return two lists of rate limits by kind, so that entries that belong together have one key.

    Entries of one kind belong together; of the rest, those whose kinds differ in one part only.
    Values that are no lists of entries are returned as they are.
    """
    if not (_are_entries(old) and _are_entries(new)):
        return old, new
    first, second = _by_kind(old), _by_kind(new)
    for kind in [kind for kind in first if kind not in second]:
        near = [k for k in second if k not in first and _nearly(first[kind], second[k])]
        if near:
            second[kind] = second.pop(near[0])
    return first, second


def _are_entries(value: Any) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _by_kind(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    by_kind: dict[str, dict[str, Any]] = {}
    seen: Counter[str] = Counter()
    for entry in entries:
        kind = " ".join(str(entry.get(name, "?")) for name in _NAMING)
        again = f", again {seen[kind]}" if seen[kind] else ""
        seen[kind] += 1
        by_kind[kind + again] = entry
    return by_kind


def _nearly(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the kinds of two entries differ in one part only."""
    alike = sum(same_json(one.get(name, ABSENT), other.get(name, ABSENT)) for name in _NAMING)
    return alike == len(_NAMING) - 1


def connection_picture(conversation: Conversation, numbers: dict[int, int]) -> Picture:
    """Return what can be compared of a connection.

    ``numbers`` maps an exchange's number to the one that it has on both sides, if it is compared.
    """
    ending = conversation.transcript.ending
    came = [(e.connection, e.answer.index, e.number) for e in conversation.exchanges if e.answer]
    order = [numbers[number] for *_, number in sorted(came) if number in numbers]
    streams = stream_names(conversation.transcript.frames)
    messages = [
        Message(index, frame)
        for index, frame in enumerate(conversation.transcript.frames)
        if frame.direction is Direction.RECEIVED
        and frame.opcode is not Opcode.CLOSE
        and frame.connection not in streams
    ]
    events = [m for m in messages if is_event(m)]
    return {
        "ending": _ending(ending.kind, ending.code, ending.alive, len(came)),
        "order of answers": order,
        "unasked answers": len(conversation.unattached),
        # the values of an event are news, its members are not
        "events": {_event(m): shape(m.document.value) for m in events},
        "close reasons": _reasons(conversation),
        "streams": _streams(conversation),
    }


def _end_of(stream: StreamConnection) -> str:
    """Return what ended a stream that no stop closed."""
    expired = any(is_expiry(message.frame) for message in stream.messages)
    ends = [EXPIRED] * expired + ["a close"] * (stream.close is not None)
    return " and ".join(ends) or "open still"


def _streams(conversation: Conversation) -> dict[str, str]:
    """Return what came of each connection to a stream, by its name."""
    ends = {stream.name: _end_of(stream) for stream in conversation.streams}
    stopped = {each.stream.name: each.finding for each in closed_streams(conversation)}
    early = {
        each.stream.name: f"{each.finding}, before its own stop"
        for each in streams_left_open(conversation)
        if each.is_expired or each.close
    }
    return ends | stopped | early


def _ending(kind: str, code: int | None, alive: bool | None, answers: int) -> str:
    if kind == "closed":
        return f"closed by the server with {code} after {counted(answers, 'answer')}"
    if kind == "cut":
        by = "" if code is None else f" with {code}"
        return f"given up by the reader{by} after {counted(answers, 'answer')}"
    return "silence" if kind == "silent" and not alive else "open"


def _event(message: Message) -> str:
    members = message.document.members
    named = next((members[n] for n in ("e", "event") if isinstance(members.get(n), str)), "")
    inner = members.get("event")
    if isinstance(inner, dict) and isinstance(inner.get("e"), str):
        named = inner["e"]
    return str(named) or "an event without a name"


def _reasons(conversation: Conversation) -> str:
    streams = stream_names(conversation.transcript.frames)
    frames = [f for f in conversation.transcript.frames if f.connection not in streams]
    closes = [f.data for f in frames if f.opcode is Opcode.CLOSE]
    return " ".join(str(data).partition(" ")[2] for data in closes)


def member_orders(conversation: Conversation) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Yield for every object in answers its kind (place and names), and its names in order."""
    for exchange in conversation.exchanges:
        if exchange.answer:
            for place, names in _orders(exchange.answer.document.value).items():
                yield (place, frozenset(names)), tuple(names)


def increments(conversation: Conversation) -> Counter[tuple[str, int]]:
    """Count by how much the request weight rose with each method, within one minute."""
    rises: Counter[tuple[str, int]] = Counter()
    before: tuple[int, int] | None = None
    for exchange in conversation.exchanges:
        now = _count(exchange) if exchange.alone else None
        if now and before and now[0] == before[0] and exchange.method:
            rises[exchange.method, now[1] - before[1]] += 1
        before = now
    return rises


def _count(exchange: Exchange) -> tuple[int, int] | None:
    """Return the minute of an answer and its count of request weight."""
    limits = exchange.answer_members.get("rateLimits")
    for entry in limits if _are_entries(limits) else []:
        count: Any = entry.get("count")
        if REQUEST_WEIGHT.is_of(entry) and kind_of(count) == "integer" and count >= 0:
            at = exchange.answer.frame.at if exchange.answer else 0
            return at // 60_000, count
    return None
