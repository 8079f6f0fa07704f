"""Which pairs recordings leave untested without surprise: a list that is kept, with reasons.

It lies beside the recordings, and `make tables` writes it. Each pair on it could be looked at, if
another server made another legal choice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from conformance.api.bad_input import BadInput
from conformance.api.entries import EntryFile
from conformance.contract.clauses import CLAUSES
from conformance.files import folder, restoring
from conformance.transcript.frames import EvidenceClass

UNTESTED_FILE: Final = "untested.toml"
"""The list's name, in the folder of recordings."""
_ENTRIES: Final = EntryFile(
    table="untested",
    texts=("evidence", "why"),
    lists=("clauses", "scenarios"),
    example="the project's own cassettes/untested.toml",
)


class UntestedListMissing(BadInput):
    """The project's own list is not there, perhaps with the whole folder of recordings."""

    def __init__(self, root: Path) -> None:
        path = f"cassettes/{UNTESTED_FILE}" if root.is_dir() else "cassettes"
        super().__init__(f"{path} is missing. Restore it: {restoring(path)}")


@dataclass(frozen=True, slots=True)
class UntestedList:
    """Why pairs are expected to be untested, by evidence class, then by scenario and clause."""

    reasons: Mapping[str, Mapping[tuple[str, str], str]] = field(default_factory=dict)

    def why(self, evidence: str, scenario: str, clause: str) -> str | None:
        """Return why a pair is expected to be untested; None where it is not.

        An evidence class without a list of its own is expected to be as the reference server.
        """
        own = self.reasons.get(evidence) or self.reasons.get(EvidenceClass.REFERENCE, {})
        return own.get((scenario, clause))


def read_untested(root: Path) -> UntestedList:
    """Read the list in a folder of recordings; one without a list has the project's own.

    Raises EntriesBroken and UntestedListMissing.
    """
    path = root / UNTESTED_FILE
    if not path.exists():
        packaged = folder("cassettes")
        path = packaged / UNTESTED_FILE
        if not path.exists():
            raise UntestedListMissing(packaged)
    reasons: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for entry in _ENTRIES.read(path):
        unknown = sorted({*entry["clauses"]} - {clause.id for clause in CLAUSES})
        if unknown:
            raise _ENTRIES.broken(path, f"there is no clause {unknown[0]}")
        for scenario in entry["scenarios"]:
            for clause in entry["clauses"]:
                reasons[entry["evidence"]][scenario, clause] = entry["why"]
    return UntestedList(dict(reasons))
