"""Contract tests: a scenario and a clause each, and how a verdict becomes pytest's outcome."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from shlex import quote
from typing import Any, Final

import pytest

from conformance.api.wording import on_one_line
from conformance.contract.clause import SHOULD, Chapter
from conformance.contract.verdict import Outcome, Verdict
from conformance.evidence.evidence import Pair
from conformance.evidence.recordings.archive import Archive
from conformance.files import suite_command
from conformance.plugin.lists import Lists
from conformance.plugin.suite import Suite
from conformance.report.records import Record
from conformance.report.terminal import failure
from conformance.report.terminal.console import window
from conformance.report.terminal.excerpt import Room
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.conversation import Conversation
from conformance.transcript.masking import redact_url

EVERYTHING: Final = 2
"""With so much verbosity (``-vv``) nothing is cut, and nothing left out."""
_WIDTH: Final = 80
"""The width of what is no terminal, in characters, as pytest has it."""


def pairs_of(chapter: Chapter, suite: Suite) -> list[Pair]:
    """Return the pairs of a chapter. Raises CassetteBroken and SchemaBroken."""
    return [pair for pair in suite.pairs if pair.clause in chapter.clauses]


@dataclass(frozen=True, slots=True)
class ContractVerdict:
    """A verdict as a contract test has it; ``again`` is a command that repeats the test.

    ``strict``: a broken SHOULD is a failure as well. ``known`` is why a team lives with a breach,
    ``expected`` whether it is no surprise that there was nothing to look at.
    """

    pair: Pair
    verdict: Verdict
    again: str
    suite: Suite = field(repr=False)  # pytest writes down the values in a traceback
    option: Any = field(repr=False)
    strict: bool = False
    known: str | None = None
    expected: bool | None = None

    @property
    def record(self) -> Record:
        """The verdict as a record for the report."""
        return Record.of(self.verdict, self.again, self.known, self.expected)

    def properties(self) -> dict[str, Any]:
        """Return what a test's report says of the verdict; a broken one's circumstances as well."""
        properties = {n: v for n, v in self.record.as_json().items() if v is not None}
        properties["source"] = str(self.verdict.clause.source)
        if self.verdict.outcome is Outcome.BROKEN and (conversation := self._conversation()):
            properties["state"] = failure.state_of(conversation, self.verdict.problems[0])
        return properties

    def hold(self) -> None:
        """Make the verdict the outcome of the running test.

        Kept passes. A broken MUST fails. A broken SHOULD is an expected failure, or fails if
        ``strict``. A known breach is an expected failure, whatever its level. Any other is
        skipped, with its outcome and its reason.
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
        if self.known is not None:
            pytest.xfail(f"known ({self.known}): {failure.failure_line(verdict)}")
        if clause.level is SHOULD and not self.strict:
            pytest.xfail(failure.failure_line(verdict))
        pytest.fail(self._failure_text(), pytrace=False)

    def _failure_text(self) -> str:
        """Return the text of a broken clause, with the frames that show it."""
        room = Room(window(_WIDTH)[0], self.option.verbose >= EVERYTHING)
        return failure.failure_text(self.verdict, self.again, self._conversation(), room)

    def _conversation(self) -> Conversation | None:
        return self.suite.part(self.pair).evidence.conversation(self.pair)


def contract_verdict(
    pair: Pair, verdict: Verdict, suite: Suite, option: Any, lists: Lists
) -> ContractVerdict:
    """Return a pair's verdict as its test has it; ``option`` are pytest's options."""
    clause = suite.edition.clause(verdict.clause)
    if clause is not verdict.clause:
        verdict = replace(verdict, clause=clause)
    strict = option.fail_on == "should" or option.runxfail
    explained, expected = lists.explained(verdict)
    expected = True if verdict.optional else expected
    again = _again(pair, suite.archive, option)
    known = lists.known.why(verdict)
    return ContractVerdict(pair, explained, again, suite, option, strict, known, expected)


def _again(pair: Pair, archive: Archive, option: Any) -> str:
    """Return the command that judges a pair again, and nothing else."""
    words = [suite_command()]
    if option.live:
        words.append(
            f"--live --target {quote(on_one_line(redact_url(option.target or 'testnet')))}"
        )
        words += ["--with-stream"] if option.with_stream else []
        words += ["--i-own-this-production-account"] if option.i_own_this_production_account else []
    elif option.cassettes:
        words.append(f"--cassettes {quote(str(option.cassettes))}")
    words += ["--fail-on should"] if option.fail_on == "should" else []
    words += [f"--venue {option.venue}"] if option.venue else []
    words += [f"--contract {quote(option.contract)}"] if option.contract else []
    return " ".join([*words, "--only", _only(pair, archive, option.live)])


def _only(pair: Pair, archive: Archive, is_live: bool) -> str:
    """Return the shortest text that chooses a pair and no other one of a run."""
    scenario = BY_NAME.get(pair.scenario)
    several = not is_live and scenario is not None and len(archive.classes(scenario)) > 1
    evidence = f"{pair.evidence_class.value}/" if several else ""
    return f"{evidence}{pair.scenario}:{pair.clause.id}"


def record_of(pair: Pair, suite: Suite, option: Any, lists: Lists) -> Record:
    """Return the record of a pair whose test did not run. Raises BadInput."""
    verdict = suite.evidence.verdict(pair)
    return contract_verdict(pair, verdict, suite, option, lists).record
