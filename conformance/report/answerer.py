"""Whose answers were judged, in words: the exchange's, a stand-in's, or an example's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from conformance.report.records import Record
from conformance.transcript.frames import EvidenceClass

_EXCHANGE: Final = {EvidenceClass.PRODUCTION: "production", EvidenceClass.TESTNET: "the testnet"}
_NAMES: Final = {
    **_EXCHANGE,
    EvidenceClass.OTHER: "the server",
    EvidenceClass.REFERENCE: "the reference server",
    EvidenceClass.DOCUMENTATION: "the examples of the pages",
}
"""In the order in which they are named: the exchange first."""


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who gave the answers that some records are about, by their evidence classes."""

    classes: tuple[EvidenceClass, ...]

    @classmethod
    def of(cls, records: Iterable[Record]) -> Answerer:
        """Return who gave the answers of records; silence counts where there is nothing else."""
        records = [*records]
        judged = [r for r in records if r.outcome in {"kept", "broken"}] or records
        present = {record.evidence for record in judged}
        return cls(tuple(each for each in _NAMES if each.value in present))

    @property
    def name(self) -> str:
        """Who it is, in the middle of a sentence."""
        return " and ".join(_NAMES[each] for each in self.classes) or "nobody"

    @property
    def is_exchange(self) -> bool:
        """Whether the exchange itself answered."""
        return any(each in _EXCHANGE for each in self.classes)

    @property
    def caveat(self) -> str:
        """What a reader might take for granted and is not so; empty where it is.

        Whose a server of no known address is, is not known.
        """
        known = self.is_exchange or EvidenceClass.OTHER in self.classes or not self.classes
        return "" if known else "; the exchange was not asked"

    def does(self, verb: str) -> str:
        """Return the beginning of a sentence: who it is, and a verb in its number."""
        one = len(self.classes) == 1 and self.classes != (EvidenceClass.DOCUMENTATION,)
        name = self.name
        return f"{name[0].upper()}{name[1:]} {verb}{'s' if one else ''}"
