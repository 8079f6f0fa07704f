"""Contract tests: a scenario and a clause each, and how a verdict becomes pytest's outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from conformance.contract.clause import SHOULD, Chapter
from conformance.contract.verdict import Outcome, Verdict
from conformance.evidence.evidence import Pair
from conformance.plugin.suite import Suite
from conformance.report.records import Record
from conformance.report.terminal import failure
from conformance.transcript.redaction import redact_url


def pairs_of(chapter: Chapter, suite: Suite) -> list[Pair]:
    """Return the pairs of a chapter. Raises CassetteBroken and SchemaBroken."""
    return [pair for pair in suite.pairs if pair.clause in chapter.clauses]


@dataclass(frozen=True, slots=True)
class ContractVerdict:
    """A verdict as a contract test has it; ``again`` is a command that repeats the test.

    ``strict``: a broken SHOULD is a failure as well.
    """

    verdict: Verdict
    again: str
    strict: bool = False

    def hold(self) -> None:
        """Make the verdict the outcome of the running test.

        Kept passes. A broken MUST fails. A broken SHOULD is an expected failure, or fails if
        ``strict``. Any other is skipped, with its outcome and its reason.
        """
        verdict, clause = self.verdict, self.verdict.clause
        if verdict.outcome is Outcome.KEPT:
            return
        if verdict.outcome is Outcome.FAULT:
            pytest.fail(
                f"{clause.id} could not judge {verdict.scenario}, which is a fault of this "
                f"suite and not of the server: {verdict.reason}. Please report it",
                pytrace=False,
            )
        if verdict.outcome is not Outcome.BROKEN:
            pytest.skip(f"{verdict.outcome}: {verdict.reason}")
        if clause.level is SHOULD and not self.strict:
            pytest.xfail(failure.failure_line(verdict))
        pytest.fail(failure.failure_text(verdict, self.again), pytrace=False)


def contract_verdict(pair: Pair, verdict: Verdict, test: str, option: Any) -> ContractVerdict:
    """Return the verdict of a pair as its test has it; ``test`` is the id of that test."""
    module = test.partition("::")[0]
    target = f" --live --target {redact_url(option.target or 'testnet')}"
    strict = option.fail_on == "should" or option.runxfail
    again = f'pytest "{module}" -k "{pair.scenario} and {pair.clause.id}"'
    return ContractVerdict(verdict, again + (target if option.live else ""), strict)


def record_of(pair: Pair, suite: Suite, test: str, option: Any) -> Record:
    """Return the record of a pair whose test did not run. Raises BadInput."""
    verdict = suite.evidence.verdict(pair)
    return Record.of(verdict, contract_verdict(pair, verdict, test, option).again)
