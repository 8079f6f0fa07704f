"""Which changes a team has accepted: a file of fingerprints, each with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from conformance.api.entries import EntryFile, is_over

FILE: Final = "drift-accepted.toml"
"""The file's name, in the working folder."""
_ENTRIES: Final = EntryFile(
    table="accepted",
    texts=("fingerprint", "reason"),
    dates=("expires",),
    optional=frozenset({"expires"}),
    example="README, Drift,",
)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One accepted change: its fingerprint, in one scenario or everywhere, and why."""

    fingerprint: str
    reason: str
    expires: date | None = None


def read_accepted(path: Path) -> tuple[Acceptance, ...]:
    """Read the file; without one nothing is accepted. Raises EntriesBroken."""
    return tuple(Acceptance(**entry) for entry in _ENTRIES.read(path))


def mark(changes: list[dict[str, Any]], accepted: Iterable[Acceptance], today: date) -> None:
    """Set ``accepted`` of each change: the reason why it is accepted, None where it is not."""
    valid = {a.fingerprint: a.reason for a in accepted if not is_over(a.expires, today)}
    for change in changes:
        change["accepted"] = valid.get(change["fingerprint"], valid.get(change["everywhere"]))


def complaints(
    changes: Iterable[Mapping[str, Any]], accepted: Iterable[Acceptance], today: date, whole: bool
) -> list[dict[str, str]]:
    """List the acceptances that are over, or match nothing: fingerprint, reason, problem.

    ``whole``: everything was compared, so an acceptance that matches nothing is of no use.
    """
    seen = {change[name] for change in changes for name in ("fingerprint", "everywhere")}
    rows = []
    for acceptance in accepted:
        if is_over(acceptance.expires, today):
            problem = f"it expired on {acceptance.expires}"
        elif whole and acceptance.fingerprint not in seen:
            problem = "it matches no change any more: remove it"
        else:
            continue
        row = {"fingerprint": acceptance.fingerprint, "reason": acceptance.reason}
        rows.append(row | {"problem": problem})
    return rows
