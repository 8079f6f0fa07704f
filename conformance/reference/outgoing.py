"""What a server sends, as it goes out: texts, bytes, closes, pings; and how answers are written."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from conformance.reference.choices import Choices
from conformance.transcript.streams import EXPIRED


@dataclass(frozen=True, slots=True)
class Close:
    """A close frame; the connection ends with it."""

    code: int = 1008
    reason: str = "disconnected"


@dataclass(frozen=True, slots=True)
class Ping:
    """A ping frame, whose pong is waited for a moment."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Pause:
    """A moment, in s, before what follows is sent."""

    seconds: float


Outgoing = str | bytes | Close | Ping | Pause
_EVENTS: Final[dict[str, dict[str, Any]]] = {
    "listenKeyExpired": {"e": EXPIRED, "E": 1576653824250},
    "serverShutdown": {"event": {"e": "serverShutdown", "E": 1770123456789}},
    "ORDER_TRADE_UPDATE": {
        "e": "ORDER_TRADE_UPDATE",
        "E": 1576653824250,
        "o": {"s": "BTCUSD_PERP", "i": 9223372036854775806, "t": 9007199254740993},
    },
    "unknown": {"e": "SOMETHING_NEW", "E": 1576653824250, "a": {"b": [1, None, "c"]}},
}
"""Events as COIN-M's user data streams have them; the one of a shutdown as Spot documents it."""
_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_LETTERS: Final = re.compile(r"\\.[0-9a-fA-F]{0,4}|[A-Za-z]")


def event_text(choices: Choices) -> str | None:
    """Return the event that precedes each answer; None where there is none."""
    event = _EVENTS.get(choices.event_before_answer)
    return json.dumps(event, separators=(",", ":")) if event else None


def answer_text(answer: dict[str, Any], choices: Choices) -> str:
    """Return an answer's text, as the choices want it written."""
    members = dict(reversed(answer.items())) if choices.reversed_members else answer
    tight = (",", ":") if choices.indent is None else None
    text = json.dumps(members, indent=choices.indent, separators=tight)
    return _STRINGS.sub(_escaped, text) if choices.escaped else text


def _escaped(string: re.Match[str]) -> str:
    """Return a JSON string with its letters as escapes; what is one already stays."""
    return _LETTERS.sub(
        lambda match: match[0] if match[0][0] == "\\" else f"\\u{ord(match[0]):04x}", string[0]
    )
