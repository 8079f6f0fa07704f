"""The words of the contract: clause, chapter, level, problem, doubt.

A clause is one short function; its docstring is the sentence of the contract. This module knows
neither any clause nor how transcripts are taken apart.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol, TypeVar

from conformance.api.sources import Source
from conformance.contract.mutant import Mutant

D = TypeVar("D", bound=Callable[..., Any])
"""What a mutant does: of a server, or of a client."""


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
        """The number of its exchange, from 1; 0 for the connection; below 0 where it has none."""

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
    """Why a subject could not be judged: there is no evidence for or against the server."""

    reason: str


Finding = Problem | Doubt | None
Judge = Callable[[Any], Finding]


FIRST_REVISION: Final = "2026-05-28"
"""The earliest revision of the contract by which can be judged."""


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One sentence of the contract: id, level, source, subjects, judge, mutants.

    ``since`` is the revision that it is new in, ``changed`` are those in which it came to judge
    otherwise; ``earlier`` are the levels that it had, each with the last revision in which it did.
    """

    id: str
    level: Level
    sentence: str
    source: Source
    of: Callable[[Any], Iterable[Subject]]
    judge: Judge
    leans: tuple[Clause, ...] = ()
    since: str = FIRST_REVISION
    changed: tuple[str, ...] = ()
    earlier: tuple[tuple[str, Level], ...] = ()
    mutants: list[Mutant] = field(default_factory=list)

    def mutant(self, damage: D) -> D:
        """Register a mutant of this clause; its docstring is the mutant's summary."""
        name = damage.__name__.replace("_", "-")
        self.mutants.append(Mutant(name, _sentence(damage), damage))
        return damage


@dataclass(frozen=True, slots=True)
class Chapter:
    """A group of clauses about one thing; ``code`` begins the ids of its clauses.

    ``since`` is the revision of the contract that it is new in.
    """

    code: str
    title: str
    since: str = FIRST_REVISION
    clauses: list[Clause] = field(default_factory=list)

    def clause(
        self,
        number: int,
        level: Level,
        *,
        of: Callable[[Any], Iterable[Subject]],
        source: Source,
        leans: tuple[Clause, ...] = (),
        since: str = "",
        changed: tuple[str, ...] = (),
        earlier: tuple[tuple[str, Level], ...] = (),
    ) -> Callable[[Judge], Clause]:
        """Return a decorator that makes a judge a clause of this chapter.

        A number is never used for another clause, even after its clause is gone.
        """

        def register(judge: Judge) -> Clause:
            clause = Clause(
                f"{self.code}-{number}",
                level,
                _sentence(judge),
                source,
                of,
                judge,
                leans,
                since or self.since,
                changed,
                earlier,
            )
            self.clauses.append(clause)
            return clause

        return register


def _sentence(function: Callable[..., Any]) -> str:
    return " ".join((inspect.getdoc(function) or "").split())
