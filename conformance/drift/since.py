"""What changed since the recordings that are committed: a live run against its baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from conformance.api.document import JsonObject
from conformance.api.sources import REVISION
from conformance.contract.judged import Judged
from conformance.contract.verdict import Outcome, Verdict
from conformance.drift.result import Side, compare_sides
from conformance.evidence.recordings.archive import Archive, label_of
from conformance.evidence.recordings.reader import Cassette, CassetteBroken, load_cassette
from conformance.transcript.frames import EvidenceClass


def baseline(archive: Archive, evidence_class: EvidenceClass, names: Iterable[str]) -> Side:
    """Load what scenarios are compared with: recordings of their class, else the reference's."""
    kind = evidence_class if archive.names(evidence_class) else EvidenceClass.REFERENCE
    present = set(archive.names(kind))
    side = Side(f"{label_of(archive.venue)}/{kind}")
    for name in names:
        if name in present:
            try:
                side.recordings[name] = load_cassette(archive.place(kind, name))
            except CassetteBroken as error:
                side.unusable[name] = str(error)
    return side


def since(
    before: Side,
    name: str,
    performed: Iterable[Judged],
    failures: Mapping[str, str],
    today: date,
) -> JsonObject:
    """Compare what was performed today with a baseline.

    ``name`` is the target's; ``failures`` are scenarios that were not performed, with the reason.
    """
    now = Side(name, unusable=dict(failures))
    for judged in performed:
        transcript = judged.transcript
        if why := _why_not_compared(judged.verdicts):
            now.unusable[transcript.scenario] = why
        else:
            now.recordings[transcript.scenario] = Cassette(transcript, today, REVISION)
    drift = compare_sides(before, now)
    new_classes = {judged.transcript.evidence_class for judged in performed}
    old_classes = {cassette.transcript.evidence_class for cassette in before.recordings.values()}
    if new_classes and old_classes and not new_classes & old_classes:
        lacking = f"there are no recordings of {', '.join(sorted(new_classes))} yet"
        first, *rest = drift["told"] or [""]
        drift["told"] = [f"{lacking}: {first}", *rest] if drift["told"] else []
    return drift


def _why_not_compared(verdicts: Iterable[Verdict]) -> str:
    """Return why a scenario is not compared: nothing was broken, and not all could be judged."""
    reason = ""
    for verdict in verdicts:
        if verdict.outcome is Outcome.BROKEN:
            return ""  # enough was judged to compare it
        if verdict.outcome is Outcome.INCONCLUSIVE and not reason:
            reason = verdict.reason
    return reason
