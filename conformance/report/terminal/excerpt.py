"""What was asked and what came where a clause is broken, cut to fit, with the place marked.

A problem of an exchange has its request and its answer; any other the frames up to it, in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rich.cells import cell_len

from conformance.api.wording import on_one_line, shown_text, visible
from conformance.contract.circumstances import circumstances_of
from conformance.contract.subjects import limits_of
from conformance.contract.verdict import Located
from conformance.report.marking import lines
from conformance.report.terminal.spans import Span, span_of
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange, Message, place_of
from conformance.transcript.frames import Direction, Frame, Opcode, Transcript
from conformance.transcript.replacing import short_placeholders

LABEL: Final = 10
"""The width of the labels before each line."""
_REQUEST_ROWS: Final = 3
_ANSWER_ROWS: Final = 4
_BEFORE: Final = 4
"""So many exchanges, or frames, before the one with the problem are named."""
_LEAST: Final = 30
_ARROWS: Final = {Direction.SENT: "→", Direction.RECEIVED: "←"}


@dataclass(frozen=True, slots=True)
class Room:
    """How many characters a line may have; ``is_whole``: nothing is cut."""

    width: int = 80
    is_whole: bool = False

    @property
    def text(self) -> int:
        """How many are left beside the label."""
        return max(_LEAST, self.width - LABEL)


def excerpt(conversation: Conversation, located: Located, room: Room) -> list[str]:
    """Return the lines on one problem: ten at most, unless the room is for all."""
    exchange = exchange_at(conversation, located.place)
    if exchange is None:
        return [*_frames(conversation.transcript, located.place, room)]
    return [
        *_before(conversation.exchanges, exchange, located.problem.path, room),
        *_request(exchange, room),
        *_answer(exchange, located.problem.path, room),
        *_after(conversation.exchanges, exchange),
        *_labelled("state", [circumstances_of(exchange)]),
    ]


def exchange_at(conversation: Conversation, place: str) -> Exchange | None:
    """Return the exchange that a place is; None where it is another's."""
    return next((e for e in conversation.exchanges if e.place == place), None)


def _before(exchanges: Sequence[Exchange], own: Exchange, path: str, room: Room) -> list[str]:
    """Return a line on the exchanges before one, so that its number says something."""
    before = exchanges[: own.number - 1]
    named = before if room.is_whole else before[-_BEFORE:]
    texts = [_named(e) + (_count(e) if path.startswith("$.rateLimits") else "") for e in named]
    text = ("… " if len(named) < len(before) else "") + ", ".join(texts)
    return _labelled("before", [text if room.is_whole else _cut(text, room.text)]) if texts else []


def _after(exchanges: Sequence[Exchange], own: Exchange) -> list[str]:
    """Return a line on the exchange after one that has no answer: whether that got one."""
    after = [] if own.answer else exchanges[own.number : own.number + 1]
    return _labelled("after", [_named(exchange) for exchange in after])


def _named(exchange: Exchange) -> str:
    """Return what an exchange is in a list of several."""
    method = on_one_line(shown_text(exchange.method or "no method", _LEAST))
    return f"{exchange.number} {method} {_outcome(exchange)}"


def _count(exchange: Exchange) -> str:
    """Return the first count of an answer's rate limits, in words."""
    entries = [limit.entry for limit in limits_of(exchange)[:1] if isinstance(limit.entry, dict)]
    counts = [entry.get("count") for entry in entries]
    return "".join(f" (count {count})" for count in counts if isinstance(count, int))


def _outcome(exchange: Exchange) -> str:
    if exchange.answer is None:
        return "unanswered"
    status, code = exchange.answer_members.get("status"), exchange.code
    figures = [str(each) for each in (status, code) if isinstance(each, int)]
    return " ".join(figures) or "answered"


def _request(exchange: Exchange, room: Room) -> list[str]:
    if exchange.request is None:
        return _labelled("asked", ["not known"])
    return _labelled("asked", _text_lines(exchange.request.frame, "", room, _REQUEST_ROWS))


def _answer(exchange: Exchange, path: str, room: Room) -> list[str]:
    if exchange.answer is None:
        why = on_one_line(exchange.transcript.ending.detail)
        return _labelled("came", [_cut(f"nothing{f': {why}' if why else ''}", room.text)])
    return _labelled("came", _text_lines(exchange.answer.frame, path, room, _ANSWER_ROWS))


def _labelled(label: str, texts: Sequence[str]) -> list[str]:
    """Return lines, the first of them with a label."""
    first = f"  {label:{LABEL - 2}}"
    return [(first if not i else " " * LABEL) + text for i, text in enumerate(texts)]


def _text_lines(frame: Frame, path: str, room: Room, rows: int) -> list[str]:
    """Return a frame in so many rows, and one more below the place of a path."""
    text = frame_text(frame)
    if room.is_whole:
        marked = lines(text, path)
        return [f"{'>' if path and line.is_marked else ' '} {line.text}" for line in marked]
    if not text:
        return ["(empty)"]
    note = "(binary) " if frame.opcode is Opcode.BINARY else ""
    text = note + text.translate(_BREAKS)
    mark = span_of(text, path) if path and not note else None
    return [*_rows(text, mark, room.text, rows)]


_BREAKS: Final = dict.fromkeys(map(ord, "\r\n\t"), " ")


def frame_text(frame: Frame) -> str:
    """Return a frame as text, with nothing in it that cannot be seen, and short placeholders."""
    data = frame.data if isinstance(frame.data, str) else frame.data.decode("utf-8", "replace")
    return visible(short_placeholders(data))


def _rows(text: str, mark: tuple[Span, str] | None, width: int, rows: int) -> Iterator[str]:
    """Yield a text in rows; what is around a place, where there is no room for all.

    Of a place in several rows the first one is marked.
    """
    (start, end), missing = mark or ((0, 0), "")
    first = _window(len(text), start, width * rows)
    cuts = _cuts(text, first, width, rows, start)
    for left, right in pairwise(cuts):
        row = ("…" if left == first > 0 else text[left]) + text[left + 1 : right]
        yield row[:-1] + "…" if right == cuts[-1] < len(text) else row
        begin, stop = start - left, min(right, end) - left
        if 0 <= begin < stop:
            note = f" {missing} is not there" if missing else ""
            yield " " * cell_len(row[:begin]) + "^" * cell_len(row[begin:stop]) + note


def _cuts(text: str, first: int, width: int, rows: int, start: int) -> list[int]:
    """Return where rows begin, and where the last one ends: behind commas, if all have room."""
    cuts = [first]
    while cuts[-1] < len(text) and len(cuts) <= rows:
        end = cuts[-1] + width
        comma = text.rfind(",", cuts[-1] + width // 3, end) + 1
        cuts.append(comma if comma and end < len(text) else min(end, len(text)))
    if start < cuts[-1]:
        return cuts
    last = min(len(text), first + width * rows)
    return [*range(first, last, width), last]


def _window(length: int, start: int, room: int) -> int:
    """Return where to begin, so that a place and what is around it have room."""
    if start < room * 2 // 3:
        return 0
    return max(0, min(start - room // 2, length - room))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _frames(transcript: Transcript, place: str, room: Room) -> Iterator[str]:
    """Yield the frames up to the place of a problem, a line each; it is marked."""
    frames = transcript.frames
    marked = frame_at(transcript, place)
    end = len(frames) if marked is None else marked + 1
    first = 0 if room.is_whole else max(0, end - _BEFORE)
    texts = []
    for index in range(first, len(frames) if room.is_whole else end):
        frame = frames[index]
        sign = ">" if index == marked else " "
        kind = "" if frame.opcode is Opcode.TEXT else f"({frame.opcode.value}) "
        on = f"{frame.connection} " if frame.connection else ""
        text = f"{sign} {index + 1} {on}{_ARROWS[frame.direction]} {kind}{frame_text(frame)}"
        texts.append(shown_text(text, 10_000) if room.is_whole else _cut(text, room.text))
    yield from _labelled("frames", texts)


def frame_at(transcript: Transcript, place: str) -> int | None:
    """Return the index of the frame with a problem: by its place, or the last that came there."""
    indexes = range(len(transcript.frames))
    for index in indexes:
        if place_of(Message(index, transcript.frames[index])) == place:
            return index
    name = place.removeprefix("the stream on ") if place.startswith("the stream on ") else ""
    own = [i for i in indexes if not name or transcript.frames[i].connection == name]
    came = [i for i in own if transcript.frames[i].direction is Direction.RECEIVED]
    return came[-1] if came else None
