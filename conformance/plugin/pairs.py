"""What a contract test asks: one clause of one scenario; and how its verdict becomes an outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from conformance.contract.clause import SHOULD, Chapter, Clause
from conformance.contract.verdict import Outcome, Verdict
from conformance.evidence.expected import expected_clauses
from conformance.evidence.live.account import PING_NOTICE
from conformance.evidence.recordings.reader import load
from conformance.report.terminal import failure
from conformance.scenarios.catalogue import CATALOGUE
from conformance.scenarios.script import Scenario
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import EvidenceClass
from conformance.transcript.redaction import redact_url

if TYPE_CHECKING:
    from conformance.evidence.replay import Replay
    from conformance.evidence.run import Live


@dataclass(frozen=True, slots=True)
class Asked:
    """A scenario, a clause and an evidence class; with the verdict, once it is known."""

    scenario: str
    clause: Clause
    evidence: EvidenceClass
    verdict: Verdict | None = None
    strict: bool = False
    again: str = ""

    def __str__(self) -> str:
        return f"{self.scenario}-{self.clause.id}-{self.evidence}"

    def with_verdict(self, verdict: Verdict, module: str, option: Any) -> Asked:
        """Return the same with its verdict, and with what its outcome depends on.

        ``module`` is the path of the test's module, ``option`` pytest's options.
        """
        target = f" --live --target {redact_url(option.target or 'testnet')}"
        strict = option.fail_on == "should" or option.runxfail
        again = f'pytest "{module}" -k "{self.scenario} and {self.clause.id}"'
        again += target if option.live else ""
        return replace(self, verdict=verdict, strict=strict, again=again)

    def hold(self) -> None:
        """Make the verdict the outcome of the running test.

        Kept passes; a broken MUST fails; a broken SHOULD is an expected failure, unless that is
        to fail, too; what could not be judged is skipped, and says so.
        """
        verdict = self.verdict
        assert verdict is not None
        if verdict.outcome is Outcome.KEPT:
            return
        if verdict.outcome is Outcome.FAULT:
            pytest.fail(
                f"{self.clause.id} could not judge {self.scenario}, which is a fault of this "
                f"suite and not of the server: {verdict.reason}. Please report it",
                pytrace=False,
            )
        if verdict.outcome is not Outcome.BROKEN:
            pytest.skip(f"{verdict.outcome}: {verdict.reason}")
        if self.clause.level is SHOULD and not self.strict:
            pytest.xfail(failure.short(verdict))
        pytest.fail(failure.text(verdict, self.again), pytrace=False)


def pairs_live(chapter: Chapter, evidence: Live) -> list[Asked]:
    """List what a chapter asks of each scenario that is performed. Raises SchemaBroken."""
    target = evidence.target
    return [
        Asked(scenario.name, clause, target.evidence)
        for scenario in CATALOGUE
        for clause in _of(chapter, scenario, target.exclusive)
    ]


def pairs_recorded(chapter: Chapter, evidence: Replay) -> list[Asked]:
    """List what a chapter asks of recordings. Raises CassetteBroken and SchemaBroken."""
    recorded = [
        Asked(scenario.name, clause, best)
        for scenario in CATALOGUE
        for best in [evidence.archive.best(scenario)]
        for clause in _of(chapter, scenario, best is EvidenceClass.REFERENCE)
    ]
    return recorded + _documented(chapter, evidence)


def _documented(chapter: Chapter, evidence: Replay) -> list[Asked]:
    """List what a chapter asks of the API pages' own examples: what they have to look at."""
    archive, kind = evidence.archive, EvidenceClass.DOCUMENTATION
    asked = []
    for name in archive.names(kind):
        conversation = conversation_of(load(archive.path(kind, name)).transcript)
        asked += [
            Asked(name, clause, kind)
            for clause in chapter.clauses
            if next(iter(clause.of(conversation)), None)
        ]
    return asked


_SHORTEST_KEY = 20
_rehearsed: dict[tuple[str, bool], tuple[Clause, ...]] = {}


def _of(chapter: Chapter, scenario: Scenario, exclusive: bool) -> list[Clause]:
    """Return a chapter's clauses that could have something to look at in a scenario."""
    key = (scenario.name, exclusive)
    if key not in _rehearsed:
        _rehearsed[key] = expected_clauses(scenario, exclusive)
    return [clause for clause in _rehearsed[key] if clause in chapter.clauses]


def header(live: Live) -> str:
    """Say against what is performed, as whom, and what cannot be performed."""
    own = live.target.name == "reference"
    key = live.credentials.api_key
    account = _of_key(key) if key else "nobody: no BINANCE_API_KEY is set"
    who = "an account of its own" if own else account
    lines = [f"target: {live.target.name} (evidence: {live.target.evidence}), as {who}"]
    lacking = [] if own else [s for s in CATALOGUE if s.needs - live.credentials.has]
    if lacking:
        names = sorted(set().union(*(s.needs for s in lacking)) - live.credentials.has)
        lines.append(
            f"{len(lacking)} of {len(CATALOGUE)} scenarios cannot be performed without "
            f"{' and '.join(names)}; their clauses are inconclusive"
        )
    if key and not own:
        lines.append(f"account: {PING_NOTICE}")
    return "\n".join(lines)


def _of_key(key: str) -> str:
    """Name a key by its last four characters, where that leaves enough of it untold."""
    return f"the key that ends in {key[-4:]}" if len(key) >= _SHORTEST_KEY else "a short key"
