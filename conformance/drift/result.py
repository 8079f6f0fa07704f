"""The result of a comparison, as plain values: what is printed, written and rendered again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from conformance.api.document import JsonObject
from conformance.drift.accepted import Acceptance, complaints, mark
from conformance.drift.alignment import NotComparable
from conformance.drift.change import Change, Severity
from conformance.drift.compare import Comparison
from conformance.drift.verdicts import untested_changes
from conformance.evidence.recordings.reader import Cassette


@dataclass(slots=True)
class Side:
    """One side of a comparison: its name, and its recordings by name.

    ``unusable`` holds, by name, why a recording could not be read.
    """

    name: str
    recordings: dict[str, Cassette] = field(default_factory=dict)
    unusable: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> JsonObject:
        """Return the side's name, its evidence classes, and the days it was recorded (ISO)."""
        cassettes = self.recordings.values()
        return {
            "name": self.name,
            "evidence": sorted({c.transcript.evidence_class.value for c in cassettes}),
            "recorded": sorted({c.day.isoformat() for c in cassettes if c.day}),
        }


def compare_sides(
    old: Side, new: Side, progress: Callable[[str], None] = lambda _: None
) -> JsonObject:
    """Compare the recordings that both sides have; `schemas/drift.json` describes the result.

    ``progress`` is called with a text for each recording, and with an empty one at the end.
    """
    comparison = Comparison()
    both = sorted(old.recordings.keys() & new.recordings.keys())
    unusable = {**old.unusable, **new.unusable}
    untested: list[Change] = []
    for done, name in enumerate(both, start=1):
        progress(f"comparing {done}/{len(both)} {name}")
        old_cassette, new_cassette = old.recordings[name], new.recordings[name]
        try:
            comparison.take(old_cassette.transcript, new_cassette.transcript)
        except NotComparable as error:
            unusable[name] = f"the recordings cannot be compared: {error}"
        else:
            untested += untested_changes(old_cassette.transcript, new_cassette.transcript)
    progress("")
    known = unusable.keys()
    return {
        "kind": "recordings",
        "old": old.as_json(),
        "new": new.as_json(),
        "told": [*_provenance(old, new)],
        "compared": len(both) - len(known & set(both)),
        "only_old": sorted(old.recordings.keys() - new.recordings.keys() - known),
        "only_new": sorted(new.recordings.keys() - old.recordings.keys() - known),
        "not_compared": [{"scenario": n, "why": why} for n, why in sorted(unusable.items())],
        "changes": [change.as_json() for change in (*comparison.changes(), *untested)],
    }


def _provenance(old: Side, new: Side) -> Iterable[str]:
    """Yield what a reader must know first: that evidence classes or contract revisions differ."""
    old_classes, new_classes = old.as_json()["evidence"], new.as_json()["evidence"]
    if old_classes and new_classes and old_classes != new_classes:
        yield (
            f"two evidence classes are compared: {', '.join(old_classes)} with "
            f"{', '.join(new_classes)}; "
            "what differs may be how they are made, and no change in time"
        )
    revisions = [{c.revision for c in s.recordings.values()} for s in (old, new)]
    if all(revisions) and revisions[0] != revisions[1]:
        named = (" and ".join(sorted(names)) for names in revisions)
        yield f"the contract's revision was {' then '.join(named)}: its clauses differ"


def settle(
    comparison: JsonObject, accepted: Sequence[Acceptance], today: date, whole: bool = True
) -> JsonObject:
    """Return a comparison with its accepted changes marked, bad acceptances, and totals.

    ``whole``: everything was compared, so an acceptance that matches nothing is of no use.
    """
    changes: list[JsonObject] = comparison["changes"]
    mark(changes, accepted, today)
    open_ones = Counter(str(c["class"]) for c in changes if c["accepted"] is None)
    taken = sum(1 for change in changes if change["accepted"] is not None)
    wrong = complaints(changes, accepted, today, whole)
    totals = {severity.value: open_ones[severity] for severity in Severity}
    return comparison | {"acceptances": wrong, "totals": totals | {"accepted": taken}}


def reaches(drift: Mapping[str, Any], level: str) -> bool:
    """Whether there is drift at a level: breaking, additive (or worse), any."""
    counted = {"breaking": 1, "additive": 2, "any": 3}[level]
    return any(drift["totals"][severity] for severity in [*Severity][:counted])
