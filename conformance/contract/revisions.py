"""The dated revisions of the contract: which clauses each has, and where two differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from conformance.api.bad_input import BadInput
from conformance.contract.clause import Clause, Level
from conformance.contract.clauses import CLAUSES

REVISIONS: Final[tuple[str, ...]] = tuple(
    sorted({day for clause in CLAUSES for day in (clause.since, *clause.changed)})
)
"""The days of all revisions, the newest last."""


class NoRevision(BadInput):
    """There is no such revision of the contract; the message names those that there are."""

    def __init__(self, day: str) -> None:
        super().__init__(
            f"--contract {day}: it is the day of a revision, or a later one: {', '.join(REVISIONS)}"
        )


def revision_at(day: str) -> str:
    """Return the revision that was in force on a day (``2026-11-30``). Raises NoRevision."""
    early = [revision for revision in REVISIONS if revision <= day]
    if not early or not _is_day(day):
        raise NoRevision(day)
    return early[-1]


def _is_day(text: str) -> bool:
    parts = text.split("-")
    return [len(part) for part in parts] == [4, 2, 2] and all(map(str.isdigit, parts))


def has_clause(revision: str, clause: Clause) -> bool:
    """Whether a revision has a clause."""
    return clause.since <= revision


def level_in(revision: str, clause: Clause) -> Level:
    """Return the level of a clause in a revision."""
    return next((level for last, level in clause.earlier if revision <= last), clause.level)


def revision_note(revision: str) -> str:
    """Return a sentence on how a revision differs from the newest one; empty for that itself."""
    newest = REVISIONS[-1]
    return "" if revision >= newest else f"judged by {difference(revision, newest)}"


def difference(old: str, new: str) -> str:
    """Return in words where a revision differs from a later one.

    What a clause has come to judge otherwise is judged as today by either.
    """
    levels = [c.id for c in CLAUSES if level_in(old, c) is not level_in(new, c)]
    later = [clause.id for clause in CLAUSES if old < clause.since <= new]
    changed = [
        c.id for c in CLAUSES if c.since <= old and any(old < day <= new for day in c.changed)
    ]
    parts = [f"without {_named(later)}"] if later else []
    parts += [f"{_named(levels)} of another level"] if levels else []
    parts += [f"{_named(changed)} judged as in {new}"] if changed else []
    return f"the contract of {old}, which is that of {new} " + ", and ".join(parts)


def _named(ids: Iterable[str]) -> str:
    """Name clauses by chapter: ``ACC-1 to 10, ID-7``."""
    chapters: dict[str, list[int]] = {}
    for each in ids:
        code, _, number = each.partition("-")
        chapters.setdefault(code, []).append(int(number))
    return ", ".join(f"{code}-{_numbers(sorted(n))}" for code, n in chapters.items())


def _numbers(numbers: list[int]) -> str:
    whole = numbers == [*range(numbers[0], numbers[-1] + 1)] and len(numbers) > 1
    return f"{numbers[0]} to {numbers[-1]}" if whole else ", ".join(map(str, numbers))
