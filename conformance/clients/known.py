"""Known failures of a client: what a team lives with, in a file with a reason for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from conformance.api.entries import EntriesBroken, EntryFile, is_over
from conformance.clients.behaviours import BEHAVIOURS
from conformance.clients.certificate import BehaviourResult, Certificate
from conformance.contract.requests import REQUEST_CLAUSES

FAILURES_FILE: Final = "known-failures.toml"
"""The file's name, in the working folder."""
_ENTRIES: Final = EntryFile(
    table="known",
    texts=("behaviour", "reason"),
    dates=("expires",),
    optional=frozenset({"expires"}),
    example="README, Known failures,",
)
_NAMES: Final = (*(b.name for b in BEHAVIOURS), *(c.id for c in REQUEST_CLAUSES))


@dataclass(frozen=True, slots=True)
class KnownFailure:
    """A behaviour or clause at which a client fails, and why a team lives with it."""

    behaviour: str
    reason: str
    expires: date | None = None


def read_failures(path: Path) -> tuple[KnownFailure, ...]:
    """Read the file; without one nothing is known. Raises EntriesBroken."""
    entries = tuple(KnownFailure(**entry) for entry in _ENTRIES.read(path))
    for number, entry in enumerate(entries, start=1):
        if entry.behaviour not in _NAMES:
            near = get_close_matches(entry.behaviour, _NAMES, 1, cutoff=0)
            why = f"entry {number}: there is no behaviour {entry.behaviour}"
            raise EntriesBroken(path, why, f"Is it {near[0]}?")
    return entries


def with_known(
    certificate: Certificate, entries: tuple[KnownFailure, ...], day: date
) -> Certificate:
    """Return a certificate in which known failures are named, with notes on entries of no use."""
    reasons = {e.behaviour: e.reason for e in entries if not is_over(e.expires, day)}
    behaviours = tuple(
        _known_result(each, reasons.get(each.name, "")) for each in certificate.behaviours
    )
    requests = tuple(
        replace(a, known=reasons[a.clause]) if a.clause in reasons and a.outcome == "broken" else a
        for a in certificate.requests
    )
    changed = replace(certificate, behaviours=behaviours, requests=requests)
    return replace(changed, notes=(*certificate.notes, *_complaints(changed, entries, day)))


def _known_result(result: BehaviourResult, reason: str) -> BehaviourResult:
    if not reason:
        return result
    return replace(result, broken=tuple(replace(rule, known=reason) for rule in result.broken))


def _complaints(
    certificate: Certificate, entries: tuple[KnownFailure, ...], day: date
) -> Iterator[str]:
    """Yield a line for each entry that has expired, or that the client passes by now."""
    passed = {result.name for result in certificate.behaviours if result.result == "kept"}
    passed |= {each.clause for each in certificate.requests if each.outcome == "kept"}
    for entry in entries:
        if is_over(entry.expires, day):
            over = f"expired on {entry.expires}, and counts no more"
            yield f"{FAILURES_FILE}: {entry.behaviour} {over}"
        elif entry.behaviour in passed:
            yield f"{FAILURES_FILE}: {entry.behaviour} is stale: the client passes it now"
