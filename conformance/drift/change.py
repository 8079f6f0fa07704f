"""The words of drift: a difference, the rule that says whether it matters, and the change itself.

It knows no recording and no rule.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal

from conformance.api.document import ABSENT
from conformance.api.misfit import json_path
from conformance.api.wording import shown, visible

Place = tuple[str | int, ...]
Fact = Literal["gone", "new", "renamed", "retyped", "changed"]


class Severity(StrEnum):
    """Whether a client that was written against the old recording may fail with the new."""

    BREAKING = "breaking"
    ADDITIVE = "additive"
    BENIGN = "benign"


class Volatile(str):
    """A value that differs every time: its JSON type, and what of it stays the same.

    Written ``integer: within the limit``.
    """

    __slots__ = ()


_LONGEST: Final = 200
_WORDS: Final = {"answer", "id", "outcome", "ending", "verdict"}
"""Areas whose values are words of this package, not JSON from a server."""
_KINDS: Final = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "fraction",
}


def kind_of(value: Any) -> str:
    """Name the JSON type of a value; integers and other numbers are two."""
    if isinstance(value, Volatile):
        return value.partition(":")[0]
    if value is ABSENT:
        return "nothing"
    return "null" if value is None else _KINDS[type(value)]


def shape(value: Any) -> Any:
    """Return a value with each part of it replaced by its JSON type, lists by their first item."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value[:1]]
    return str(value) if isinstance(value, Volatile) else kind_of(value)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two recordings differ; ``area`` says what is compared there.

    ``method`` is the request's, ``exchange`` counts from 1 (0: the connection). ``exact``: the
    values themselves are compared; otherwise only their shapes are.
    """

    area: str
    fact: Fact
    place: Place
    old: Any
    new: Any
    method: str | None = None
    exchange: int = 0
    exact: bool = True

    @property
    def name(self) -> str:
        """The last name of its place; empty for the whole."""
        return str(self.place[-1]) if self.place else ""

    @property
    def path(self) -> str:
        """Where it is in an answer, as a JSON path; in words where it is not in an answer."""
        if self.area == "members":
            return json_path(self.place)
        return " ".join(visible(" ".join((self.area, *map(str, self.place)))).split())[:_LONGEST]

    @property
    def where(self) -> str:
        """Which exchange has it, in words."""
        if not self.exchange:
            return "the connection"
        return f"exchange {self.exchange} ({self.method or 'no method'})"


@dataclass(frozen=True, slots=True)
class Example:
    """Two recordings in the notation of `notation`, one for each side."""

    old: str
    new: str


WITNESS_NAMES: Final = (
    "text is the last frame that came, answer what it says as JSON, answers all that came; "
    "requests is what was sent, pending the same by id; connection and stream are sockets "
    "with recv(), which waits, send(), wait_closed(), received, close_code and close_reason"
)
"""What the names in witnesses are, besides those of Python's standard library."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of change: a name, which is its id, a sentence, a severity, and when it applies.

    It applies to the example ``fires``, and not to ``near``, which looks alike. ``witness`` is
    client code of one to three lines that works with the old side of the example, and breaks with
    the new one; `WITNESS_NAMES` says what the names in it are.
    """

    name: str
    sentence: str
    severity: Severity
    applies: Callable[[Difference], bool]
    fires: Example
    near: Example
    witness: str


@dataclass(frozen=True, slots=True)
class Change:
    """A difference with the rule that classes it, in one scenario.

    ``where`` says which part of the scenario has it, if that is not the difference's exchange.
    """

    scenario: str
    rule: Rule
    difference: Difference
    where: str = ""

    @property
    def severity(self) -> Severity:
        """Breaking, additive or benign."""
        return self.rule.severity

    @property
    def old(self) -> str:
        """The old value, as text for people."""
        return _in_words(self.difference.old, self.difference.area)

    @property
    def new(self) -> str:
        """The new value, as text for people."""
        return _in_words(self.difference.new, self.difference.area)

    @property
    def fingerprint(self) -> str:
        """Ten characters that are the same whenever this change is seen in this scenario."""
        return _hash(self.scenario, self.difference.exchange, *self._identity)

    @property
    def everywhere(self) -> str:
        """Ten characters that are the same for this change in every scenario and exchange."""
        return _hash("*", *self._identity)

    @property
    def _identity(self) -> tuple[Any, ...]:
        difference = self.difference
        values = (difference.old, difference.new)
        if not difference.exact:
            values = (shape(difference.old), shape(difference.new))
        return self.rule.name, difference.path, self.where, *map(_plain, values)

    def as_json(self) -> dict[str, Any]:
        """Return the change as plain values; `schemas/drift.json` describes them."""
        return {
            "fingerprint": self.fingerprint,
            "everywhere": self.everywhere,
            "class": self.severity.value,
            "rule": self.rule.name,
            "sentence": self.rule.sentence,
            "scenario": self.scenario,
            "where": self.where or self.difference.where,
            "path": self.difference.path,
            "old": self.old,
            "new": self.new,
        }


def _plain(value: Any) -> str:
    return "" if value is ABSENT else json.dumps(value, sort_keys=True, default=repr)


def _in_words(value: Any, area: str) -> str:
    is_wording = isinstance(value, Volatile) or (isinstance(value, str) and area in _WORDS)
    return visible(value) if is_wording else shown(value)


def _hash(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:10]


def rule(
    severity: Severity, *, fires: Example, near: Example, witness: str
) -> Callable[[Callable[[Difference], bool]], Rule]:
    """Return a decorator: a function's name becomes a rule's, its docstring the sentence."""

    def register(applies: Callable[[Difference], bool]) -> Rule:
        sentence = " ".join((inspect.getdoc(applies) or "").split())
        name = applies.__name__.replace("_", "-")
        return Rule(name, sentence, severity, applies, fires, near, witness)

    return register
