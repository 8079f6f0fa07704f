"""The contract as a run judges by it: a revision, for a venue."""

from __future__ import annotations

from dataclasses import dataclass, replace

from conformance.api.sources import BINDING, REVISION, Source
from conformance.api.venues import COIN_M, Venue
from conformance.contract.clause import SHOULD, Clause, Level
from conformance.contract.own_sources import OWN_SOURCES
from conformance.contract.revisions import has_clause, level_in


@dataclass(frozen=True, slots=True)
class Edition:
    """The contract in a revision, for a venue."""

    revision: str = REVISION
    venue: Venue = COIN_M

    def has(self, clause: Clause) -> bool:
        """Whether it has a clause."""
        return has_clause(self.revision, clause)

    def source(self, clause: Clause) -> Source:
        """Return why a clause holds: the place on the venue's own page, or what it has instead."""
        own = OWN_SOURCES.get(self.venue.name, {}).get(clause.id, clause.source)
        return own.on(self.venue)

    def level(self, clause: Clause) -> Level:
        """Return the level of a clause."""
        level = level_in(self.revision, clause)
        is_own = clause.id in OWN_SOURCES.get(self.venue.name, {})
        return SHOULD if is_own and self.source(clause).kind not in BINDING else level

    def clause(self, clause: Clause) -> Clause:
        """Return a clause with its level and source; itself where they are the same."""
        level, source = self.level(clause), self.source(clause)
        if level is clause.level and source == clause.source:
            return clause
        return replace(clause, level=level, source=source)
