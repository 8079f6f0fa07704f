"""What changed since the recordings that are committed: a live run against its baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from conformance.api.sources import REVISION
from conformance.contract.verdict import Outcome, Verdict
from conformance.drift.result import Plain, Side, compare_sides
from conformance.evidence.recordings.archive import Archive
from conformance.evidence.recordings.reader import Cassette, CassetteBroken, load
from conformance.transcript.frames import EvidenceClass, Transcript


def baseline(archive: Archive, evidence: EvidenceClass, names: Iterable[str]) -> Side:
    """Load what scenarios are compared with: recordings of their class, else the reference's."""
    kind = evidence if archive.names(evidence) else EvidenceClass.REFERENCE
    present = set(archive.names(kind))
    side = Side(f"cassettes/{kind}")
    for name in names:
        if name in present:
            try:
                side.recordings[name] = load(archive.path(kind, name))
            except CassetteBroken as error:
                side.unusable[name] = str(error)
    return side


def doubt(verdicts: Iterable[Verdict]) -> str:
    """Say why a scenario is not compared: what could not be judged tells nothing of the server."""
    found = list(verdicts)
    if any(verdict.outcome is Outcome.BROKEN for verdict in found):
        return ""  # what could be judged was enough to tell
    return next((v.reason for v in found if v.outcome is Outcome.INCONCLUSIVE), "")


def since(
    before: Side, name: str, said: Mapping[str, Transcript], doubts: Mapping[str, str], today: date
) -> Plain:
    """Compare what was said today with a baseline.

    ``name`` is the target's; ``doubts`` are scenarios that could not be judged, with the reason.
    """
    now = Side(name, unusable=dict(doubts))
    for scenario, transcript in said.items():
        if scenario not in doubts:
            now.recordings[scenario] = Cassette(transcript, today, REVISION)
    found = compare_sides(before, now)
    ours = {t.evidence for t in said.values()}
    theirs = {c.transcript.evidence for c in before.recordings.values()}
    if ours and theirs and not ours & theirs:
        told = f"there are no recordings of {', '.join(sorted(ours))} yet"
        found["told"] = [f"{told}: {line}" for line in found["told"][:1]] + found["told"][1:]
    return found
