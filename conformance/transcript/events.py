"""Takes the contents out of a stream's events: what an account holds and does is nobody's concern.

An event's type and time are left, and the shape of the rest.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any, Final

from conformance.transcript.frames import Direction, Frame, Opcode, stream_names
from conformance.transcript.replacing import PLACEHOLDER

_NAME: Final = re.compile(r"[A-Za-z_]{1,40}")
_MEMBER: Final = re.compile(r"[A-Za-z]{1,2}|listenKey")
"""The names of members in the pages' events; a longer one may be what an account holds."""
_TIMES: Final = range(10**12, 10**13)
"""The times in ms since 1970 that an event may have: from 2001 on, for three centuries."""
_MOST: Final = 200
"""So many members of an object, or entries of a list, are left of an event."""


def without_contents(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """Return frames with what came on streams reduced to types, times and shapes."""
    streams = stream_names(frames)
    return (
        tuple(_reduced(f) if f.connection in streams else f for f in frames) if streams else frames
    )


def _reduced(frame: Frame) -> Frame:
    if frame.direction is Direction.SENT:
        return frame
    if frame.opcode is Opcode.CLOSE:
        code = str(frame.data).partition(" ")[0]
        return replace(frame, data=code)
    value = frame.document.value
    if not isinstance(value, dict):
        text = f"<{len(frame.data)} of no event>"
        return replace(frame, data=text if isinstance(frame.data, str) else text.encode())
    kept = {name: value[name] for name in ("e", "E") if _may_stay(name, value.get(name))}
    return replace(frame, data=json.dumps(_shape(value) | kept, separators=(",", ":")))


def plain_name(name: str) -> str:
    """Return an event's name if it is a plain word; empty if it may be anything else."""
    return name if _NAME.fullmatch(name) else ""


def _may_stay(name: str, value: Any) -> bool:
    if name == "e":
        return isinstance(value, str) and bool(plain_name(value))
    return type(value) is int and value in _TIMES


def _shape(value: Any) -> Any:
    """Return a JSON value without texts and numbers; a secret's replacement is none."""
    if isinstance(value, dict):
        members = [*value.items()][:_MOST]
        return {_name(name, n): _shape(inner) for n, (name, inner) in enumerate(members, start=1)}
    if isinstance(value, list):
        return [_shape(inner) for inner in value[:_MOST]]
    if isinstance(value, str):
        return value if PLACEHOLDER.fullmatch(value) else ""
    return 0 if isinstance(value, int | float) and not isinstance(value, bool) else value


def _name(name: str, number: int) -> str:
    return name if _MEMBER.fullmatch(name) else f"<member-{number}>"
