"""Recordings that are of no use to a run: orphaned, unused, or old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from conformance.evidence.recordings.archive import BEST_FIRST, Archive
from conformance.evidence.recordings.reader import CassetteBroken, load_cassette
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.transcript.frames import EvidenceClass

_MOST = 5


def inventory(archive: Archive, max_age: float | None, today: date) -> Iterator[str]:
    """Yield a sentence for each kind of them; ``max_age`` is in days, None means any age."""
    orphaned = [
        f"{evidence}/{name}"
        for evidence in EvidenceClass
        if evidence is not EvidenceClass.DOCUMENTATION
        for name in archive.names(evidence)
        if name not in BY_NAME
    ]
    yield from _named("orphaned", orphaned, "of no scenario; --record-mode=rewrite removes them")
    second = [
        f"{evidence}/{scenario.name}"
        for scenario in CATALOGUE
        for evidence in BEST_FIRST
        if evidence not in archive.classes(scenario) and scenario.name in archive.names(evidence)
    ]
    yield from _named("unused", second, "there are better ones")
    if max_age is not None:
        oldest = today - timedelta(days=max_age)
        yield from _named(
            "old",
            [*_older(archive, oldest)],
            f"more than {max_age:g} day{'' if max_age == 1 else 's'}",
        )


def _older(archive: Archive, oldest: date) -> Iterator[str]:
    for evidence in EvidenceClass:
        for name in archive.names(evidence):
            try:
                recorded = load_cassette(archive.place(evidence, name)).day
            except CassetteBroken:  # whoever uses it reports why; its age is not known
                continue
            if recorded is not None and recorded < oldest:
                yield f"{evidence}/{name} ({recorded})"


def _named(kind: str, names: list[str], what: str) -> Iterator[str]:
    if names:
        more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
        yield f"{len(names)} {kind} ({what}): {', '.join(names[:_MOST])}{more}"
