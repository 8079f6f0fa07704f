"""The words of the law: clause, chapter, problem, verdict, mutant.

A clause is one short function; its docstring is the sentence of the contract. This module does
not know what any clause says, nor how transcripts are taken apart.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol

from conformance.sources import Source
from conformance.transcript import Evidence


class Level(StrEnum):
    """How binding a clause is, in the sense of RFC 2119."""

    MUST = "MUST"
    SHOULD = "SHOULD"


MUST: Final = Level.MUST
SHOULD: Final = Level.SHOULD


class Subject(Protocol):
    """A part of a transcript that a clause looks at."""

    @property
    def number(self) -> int:
        """The exchange that it belongs to, counted from 1; 0 for the connection; below 0: none."""

    @property
    def place(self) -> str:
        """Where it is, in words: ``exchange 2``."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One place where a subject differs: JSON path, what was wanted, what came."""

    path: str
    wanted: Any
    got: Any


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a subject could not be judged, though it is there: the evidence could not be had."""

    reason: str


Finding = Problem | Doubt | None
Judge = Callable[[Any], Finding]
Said = dict[str, Any] | str | bytes | None
"""What a server says: an answer, a raw text, a binary frame; None closes the connection."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One request, and what a server that keeps the contract says to it; seen by mutants.

    ``key`` is the apiKey's kind (valid, unknown, absent, invalid), ``session`` the session's state
    (none, logged-on, logged-out, refused). ``memory`` is the mutant's own, for one connection.
    ``success`` and ``refusal`` build the answers that the server did not choose.
    """

    request: dict[str, Any]
    answer: dict[str, Any]
    key: str
    session: str
    memory: dict[str, Any]
    success: Callable[[], dict[str, Any]]
    refusal: Callable[[], dict[str, Any]]

    @property
    def method(self) -> Any:
        """The method asked for."""
        return self.request.get("method")

    @property
    def is_stop(self) -> bool:
        """Whether this is a ``userDataStream.stop``."""
        return bool(self.method == "userDataStream.stop")


Damage = Callable[[Turn], Said | list[Said]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A named way for the reference server to break one clause."""

    name: str
    summary: str
    damage: Damage


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One sentence of the contract: id, level, source, subjects, judge, mutants."""

    id: str
    level: Level
    sentence: str
    source: Source
    of: Callable[[Any], Iterable[Subject]]
    judge: Judge
    leans: tuple[Clause, ...] = ()
    mutants: list[Mutant] = field(default_factory=list)

    def mutant(self, damage: Damage) -> Damage:
        """Register a way to break this clause; the function's docstring says what it does."""
        name = damage.__name__.replace("_", "-")
        self.mutants.append(Mutant(name, _sentence(damage), damage))
        return damage


@dataclass(frozen=True, slots=True)
class Chapter:
    """A group of clauses about one thing; ``code`` begins the ids of its clauses."""

    code: str
    title: str
    clauses: list[Clause] = field(default_factory=list)

    def clause(
        self,
        number: int,
        level: Level,
        *,
        of: Callable[[Any], Iterable[Subject]],
        source: Source,
        leans: tuple[Clause, ...] = (),
    ) -> Callable[[Judge], Clause]:
        """Make a judge a clause of this chapter. Numbers are never used again."""

        def register(judge: Judge) -> Clause:
            clause_id = f"{self.code}-{number}"
            clause = Clause(clause_id, level, _sentence(judge), source, of, judge, leans)
            self.clauses.append(clause)
            return clause

        return register


class Outcome(StrEnum):
    """What came of judging one clause on one transcript.

    ``fault`` is ours: a judge that raised.
    """

    KEPT = "kept"
    BROKEN = "broken"
    BLOCKED = "blocked"
    UNTESTED = "untested"
    INCONCLUSIVE = "inconclusive"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Located:
    """A problem, and the subject that has it."""

    place: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """One clause judged on one transcript; ``reason`` is why it is neither kept nor broken."""

    clause: Clause
    scenario: str
    evidence: Evidence
    outcome: Outcome
    subjects: int = 0
    problems: tuple[Located, ...] = ()
    reason: str = ""


def _sentence(function: Callable[..., Any]) -> str:
    return " ".join((inspect.getdoc(function) or "").split())
