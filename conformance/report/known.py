"""Known breaches: broken clauses that a team lives with, in a file with a reason for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from conformance.api.entries import EntriesBroken, EntryFile, is_over
from conformance.contract.clauses import CLAUSES
from conformance.contract.verdict import Outcome, Verdict
from conformance.report.records import Record

KNOWN_FILE: Final = "known-breaches.toml"
"""The file's name, in the working folder."""
_ENTRIES: Final = EntryFile(
    table="known",
    texts=("clause", "scenario", "reason"),
    dates=("expires",),
    optional=frozenset({"scenario", "expires"}),
    example="README, Known breaches,",
)
_UNDECIDED: Final = {Outcome.INCONCLUSIVE, Outcome.BLOCKED, Outcome.FAULT}


@dataclass(frozen=True, slots=True)
class KnownBreach:
    """One broken clause, in one scenario or everywhere, and why a team lives with it."""

    clause: str
    reason: str
    scenario: str = ""
    expires: date | None = None

    def covers(self, clause: str, scenario: str) -> bool:
        """Whether it is about a clause in a scenario."""
        return self.clause == clause and self.scenario in {"", scenario}

    def __str__(self) -> str:
        return f"{self.clause}{f' in {self.scenario}' if self.scenario else ''} ({self.reason})"


@dataclass(frozen=True, slots=True)
class KnownBreaches:
    """The known breaches of a run, which was made on a day."""

    entries: tuple[KnownBreach, ...]
    day: date

    def why(self, verdict: Verdict) -> str | None:
        """Return why a team lives with a broken clause; None for any other verdict.

        An entry for the scenario comes before one for all.
        """
        if verdict.outcome is not Outcome.BROKEN:
            return None
        valid = [
            entry
            for entry in self.entries
            if entry.covers(verdict.clause.id, verdict.scenario)
            and not is_over(entry.expires, self.day)
        ]
        return next((e.reason for e in sorted(valid, key=lambda entry: not entry.scenario)), None)

    def complaints(self, records: Iterable[Record], is_whole: bool) -> Iterator[str]:
        """Yield a line for each entry that has expired, or matches nothing that is broken.

        ``is_whole``: everything was judged, so an entry that matches nothing is of no use.
        """
        judged = [*records]
        for entry in self.entries:
            if is_over(entry.expires, self.day):
                yield f"{KNOWN_FILE}: {entry} expired on {entry.expires}, and counts no more"
            elif is_whole and _is_stale(entry, judged):
                yield f"{KNOWN_FILE}: {entry} is not broken in this run"


def _is_stale(entry: KnownBreach, judged: list[Record]) -> bool:
    """Whether an entry's clause was judged where the entry applies, and was not broken there.

    A pair that does not exist cannot be broken, either, unless this run leaves out the clause.
    """
    in_run = entry.clause in {record.clause for record in judged} and (
        not entry.scenario or entry.scenario in {record.scenario for record in judged}
    )
    covered = {r.outcome for r in judged if entry.covers(r.clause, r.scenario)}
    return in_run and not covered & {Outcome.BROKEN, *_UNDECIDED}


def read_known(path: Path, scenarios: Collection[str], day: date) -> KnownBreaches:
    """Read the file; without one nothing is known. Raises EntriesBroken.

    ``scenarios`` are the names that exist.
    """
    entries = tuple(KnownBreach(**entry) for entry in _ENTRIES.read(path))
    clauses = {clause.id for clause in CLAUSES}
    for number, entry in enumerate(entries, start=1):
        if entry.clause not in clauses:
            why = f"entry {number}: there is no clause {entry.clause}"
            raise EntriesBroken(path, why, "`conformance clauses` lists them")
        if entry.scenario and entry.scenario not in scenarios:
            why = f"entry {number}: there is no scenario {entry.scenario}"
            near = get_close_matches(entry.scenario, scenarios, 1, cutoff=0)
            raise EntriesBroken(path, why, f"Is it {near[0]}?")
    return KnownBreaches(entries, day)
