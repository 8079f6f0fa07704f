"""What came of a comparison, as plain values: what is printed, written and rendered again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from conformance.api.document import JsonObject
from conformance.drift.accepted import Acceptance, complaints, mark
from conformance.drift.change import Severity
from conformance.drift.compare import Comparison, NotComparable
from conformance.evidence.recordings.reader import Cassette


@dataclass(slots=True)
class Side:
    """One side of a comparison: its name, and its recordings by name.

    ``unusable`` says of what could not be read why.
    """

    name: str
    recordings: dict[str, Cassette] = field(default_factory=dict)
    unusable: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> JsonObject:
        """Say where the side comes from."""
        cassettes = self.recordings.values()
        return {
            "name": self.name,
            "evidence": sorted({c.transcript.evidence_class.value for c in cassettes}),
            "recorded": sorted({c.day.isoformat() for c in cassettes if c.day}),
        }


def compare_sides(
    old: Side, new: Side, progress: Callable[[str], None] = lambda _: None
) -> JsonObject:
    """Compare the recordings that both sides have; what cannot be compared says why.

    ``progress`` is called with what is being done.
    """
    comparison = Comparison()
    both = sorted(old.recordings.keys() & new.recordings.keys())
    unusable = {**old.unusable, **new.unusable}
    for done, name in enumerate(both, start=1):
        progress(f"comparing {done}/{len(both)} {name}")
        ours, theirs = old.recordings[name], new.recordings[name]
        try:
            comparison.take(ours.transcript, theirs.transcript)
        except NotComparable as error:
            unusable[name] = f"the recordings cannot be compared: {error}"
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
        "changes": [change.as_json() for change in comparison.changes()],
    }


def _provenance(old: Side, new: Side) -> Iterable[str]:
    """Say what a reader must know before anything else: that two classes are compared, say."""
    ours, theirs = old.as_json()["evidence"], new.as_json()["evidence"]
    if ours and theirs and ours != theirs:
        yield (
            f"two evidence classes are compared: {', '.join(ours)} with {', '.join(theirs)}; "
            "what differs may be how they are made, and no change in time"
        )
    revisions = [{c.revision for c in s.recordings.values()} for s in (old, new)]
    if all(revisions) and revisions[0] != revisions[1]:
        named = (" and ".join(sorted(found)) for found in revisions)
        yield f"the contract's revision was {' then '.join(named)}: its clauses differ"


def settle(
    found: JsonObject, accepted: Sequence[Acceptance], today: date, whole: bool = True
) -> JsonObject:
    """Return a comparison with what is accepted, and totals.

    ``whole``: all was compared that could be, so an acceptance that matches nothing is of no use.
    """
    changes: list[JsonObject] = found["changes"]
    mark(changes, accepted, today)
    open_ones = Counter(str(c["class"]) for c in changes if c["accepted"] is None)
    taken = sum(1 for change in changes if change["accepted"] is not None)
    wrong = complaints(changes, accepted, today, whole)
    totals = {severity.value: open_ones[severity] for severity in Severity}
    return found | {"acceptances": wrong, "totals": totals | {"accepted": taken}}


def reaches(drift: Mapping[str, Any], level: str) -> bool:
    """Whether there is drift at a level: breaking, additive (or worse), any."""
    counted = {"breaking": 1, "additive": 2, "any": 3}[level]
    return any(drift["totals"][severity] for severity in [*Severity][:counted])
