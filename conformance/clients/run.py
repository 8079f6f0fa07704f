"""What came of one run of a client's command, and what it printed of its calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from conformance.clients.answers import RequestAnswer
from conformance.clients.steps import CALLS
from conformance.transcript.frames import Transcript

UNSUPPORTED: Final = 127
"""The exit code of a command that does not know a call."""


class Belief(StrEnum):
    """What a client took the answer of a call for."""

    SUCCESS = "success"
    ERROR = "error"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Call:
    """A line that a command printed of a call."""

    call: str
    outcome: Belief


@dataclass(frozen=True, slots=True)
class ClientRun:
    """One run: its exit code (None where it had to be stopped), how long it took (s), its calls.

    ``requests`` are those that the server got, ``transcript`` is what was exchanged. ``altered``
    counts the answers that the mutant changed. ``leftovers`` counts processes that it left behind.
    """

    exit_code: int | None
    seconds: float
    calls: tuple[Call, ...]
    requests: tuple[RequestAnswer, ...]
    transcript: Transcript
    altered: int = 0
    leftovers: int = 0
    output: str = ""

    @property
    def failed(self) -> bool:
        """Whether the client says that something failed."""
        is_error = any(call.outcome is not Belief.SUCCESS for call in self.calls)
        return is_error or self.exit_code != 0


def calls_in(output: str) -> Iterator[Call]:
    """Yield the calls of which a command printed a line of JSON; other lines are its own."""
    for line in output.splitlines():
        if not line.lstrip().startswith("{"):
            continue
        try:
            value: Any = json.loads(line)
            yield Call(_call(value["call"]), Belief(value["outcome"]))
        except (ValueError, KeyError, TypeError, RecursionError):
            continue


def _call(name: Any) -> str:
    """Return a call's name. Raises ValueError."""
    if name not in CALLS:
        raise ValueError(name)
    return str(name)
