"""The lists that a team keeps: known breaches, and pairs that are expected to be untested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from conformance.contract.verdict import Outcome, Verdict
from conformance.evidence.recordings.archive import Archive
from conformance.evidence.recordings.examples import example_names
from conformance.evidence.untested import UntestedList, read_untested
from conformance.report.known import KNOWN_FILE, KnownBreaches, read_known
from conformance.report.records import Record
from conformance.report.untested import untested_notes
from conformance.scenarios.catalogue import BY_NAME


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of one run."""

    known: KnownBreaches
    untested: UntestedList

    def explained(self, verdict: Verdict) -> tuple[Verdict, bool | None]:
        """Return a verdict with the reason for which it may be untested, and whether there is one.

        It is None for a verdict that is not untested.
        """
        if verdict.outcome is not Outcome.UNTESTED:
            return verdict, None
        evidence = verdict.evidence_class.value
        why = self.untested.why(evidence, verdict.scenario, verdict.clause.id)
        if why is None:
            return verdict, False
        return replace(verdict, reason=f"{verdict.reason}, as expected: {why}"), True

    def notes(self, records: Sequence[Record], is_whole: bool) -> list[str]:
        """Return lines on entries of no use, and on what is untested by surprise.

        ``is_whole``: every test of the suite ran.
        """
        return [
            *self.known.complaints(records, is_whole),
            *untested_notes(records, self.untested, is_whole),
        ]


def read_lists(config: pytest.Config, archive: Archive) -> Lists:
    """Read the lists of a run. Raises EntriesBroken and UntestedListMissing.

    Nothing is known to be broken where expected failures are to fail.
    """
    today = datetime.now(UTC).date()
    if config.option.runxfail:
        known = KnownBreaches((), today)
    else:
        scenarios = {*BY_NAME, *example_names()}
        known = read_known(config.rootpath / KNOWN_FILE, scenarios, today)
    return Lists(known, read_untested(archive.root))
