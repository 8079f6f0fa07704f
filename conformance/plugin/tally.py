"""The tally of a pytest run: collects verdicts from test reports, sums up, sets the exit code.

It reads test reports only, so it does not matter in which process a test ran.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from conformance.api.bad_input import BadInput
from conformance.api.wording import on_one_line
from conformance.plugin.output import LastCheck, resume_obedience, stop_obedience
from conformance.transcript.fragments import Fragments

if TYPE_CHECKING:
    from conformance.evidence.evidence import Pair
    from conformance.plugin.lists import Lists
    from conformance.plugin.suite import Suite
    from conformance.report.records import Record

FINDINGS: Final = "conformance-findings"
"""The key under which a worker of xdist sends a report's parts besides the verdicts."""
UNREADABLE: Final = pytest.StashKey[str]()
"""Why the pairs of a run could not be listed."""


def pair_of(item: pytest.Item) -> Pair | None:
    """Return the pair that a contract test judges; None for any other test."""
    callspec = getattr(item, "callspec", None)
    if callspec is None or UNREADABLE in item.config.stash:
        return None
    pair: Any = callspec.params.get("verdict")
    return pair if hasattr(pair, "clause") else None  # a chapter without pairs has one without any


@dataclass(eq=False)  # pytest keeps plugins in sets
class Tally:
    """The verdicts of one run, by test; ``states`` are the circumstances of broken ones.

    ``faults`` are tests that failed without a broken clause, ``unread`` tests whose evidence could
    not be read, ``unwritten`` sentences on files that could not be written, ``incomplete`` one on
    a run that was interrupted. ``parts`` are what workers performed, ``findings`` all of it.
    ``is_whole``: every test of the suite ran.
    """

    config: pytest.Config
    suite: Suite
    lists: Lists
    records: dict[str, Record] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)
    incomplete: str = ""
    parts: list[dict[str, Any]] = field(default_factory=list)
    findings: dict[str, Any] = field(default_factory=dict)
    is_whole: bool = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Forget what pytest asked for too early: before version 9 it looks at every member."""
        for name in ("_last_check", "_notes", "_lines"):
            self.__dict__.pop(name, None)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a verdict, or a contract test that failed without one: this suite's fault."""
        self._last_check.report(report)
        properties: dict[str, Any] = dict(report.user_properties)
        if "unread" in properties:
            self.unread.append(report.nodeid)
        elif report.when == "call" and "clause" in properties:
            from conformance.report.records import Record  # noqa: PLC0415

            properties.pop("source", None)  # for readers of JUnit's XML; the contract has it
            self.states[report.nodeid] = properties.pop("state", "")
            self.records[report.nodeid] = Record(**properties)
            if report.failed and properties["outcome"] != "broken":
                self.faults.append(report.nodeid)
        elif report.failed and "judges" in report.keywords:
            self.faults.append(report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take the report's other parts from a worker of xdist that performed."""
        if part := getattr(node, "workeroutput", {}).get(FINDINGS):
            self.parts.append(part)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Set the exit code, and write the reports: of an interrupted run, on what it performed."""
        codes = pytest.ExitCode
        if exitstatus not in (codes.OK, codes.TESTS_FAILED, codes.INTERRUPTED):
            return
        from conformance.plugin.selection import is_whole  # noqa: PLC0415

        stopped = session.shouldfail or session.shouldstop or exitstatus == codes.INTERRUPTED
        self.is_whole = is_whole(self.config) and not (stopped or self.unread)
        if self.config.option.live or self.config.option.conformance_report:
            if exitstatus == codes.INTERRUPTED:
                self._complete(session.items)
            self.findings = self.suite.joined(self.parts) or self.suite.findings()
            self.unwritten += self.findings.get("complaints", ())
            if self.parts:
                self.unwritten += self.suite.keep(self.findings["recordings"])
        session.exitstatus = self._exit_code(exitstatus)
        if self.config.option.conformance_report:
            self._write_reports(session.exitstatus)
            session.exitstatus = self._exit_code(exitstatus)

    def _complete(self, items: Iterable[pytest.Item]) -> None:
        """Take the verdicts of tests that did not run; what was not performed is inconclusive."""
        from conformance.plugin.pairs import record_of  # noqa: PLC0415

        self.incomplete = "the run was interrupted, and what it had not performed is inconclusive"
        left = {item.nodeid: pair_of(item) for item in items if item.nodeid not in self.records}
        for test, pair in left.items():
            if pair:
                with contextlib.suppress(BadInput):
                    self.records[test] = record_of(pair, self.suite, self.config.option, self.lists)

    def _exit_code(self, exitstatus: int) -> int:
        """Return the exit code: interrupted, bad input, fault, broken, inconclusive, or kept."""
        from conformance.report import exit_codes  # noqa: PLC0415

        if exitstatus == pytest.ExitCode.INTERRUPTED:
            return int(exitstatus)
        if self.unread or self.unwritten:
            return exit_codes.PYTEST_BAD_INPUT
        if self.faults:
            return exit_codes.EXIT_FAULT
        strict = self.config.option.fail_on == "should" or self.config.option.runxfail
        code = exit_codes.exit_code_of(self.records.values(), strict)
        if exitstatus == pytest.ExitCode.TESTS_FAILED and code != exit_codes.EXIT_FAULT:
            return exit_codes.EXIT_BROKEN
        return code

    def _write_reports(self, code: int) -> None:
        from datetime import UTC, datetime  # noqa: PLC0415

        from conformance.files import write_whole  # noqa: PLC0415
        from conformance.report.formats import rendered  # noqa: PLC0415
        from conformance.report.writer import report_of  # noqa: PLC0415

        target = self.suite.evidence.target_name
        records, now = list(self.records.values()), datetime.now(UTC)
        incomplete = "; ".join(filter(None, [self.incomplete, *self.unwritten]))
        findings = self.findings | {"incomplete": incomplete, "edition": self.suite.edition}
        lines, notes = self._lines, self._notes
        report = report_of(records, target, now, lines, code, findings=findings, notes=notes)
        report = self._last_check.parts(report)
        for path in map(Path, self.config.option.conformance_report):
            text = rendered(report, path.suffix)
            if self._last_check.finds(text):
                self.unwritten.append(f"the report {path} was not written: a secret is left in it")
                continue
            try:
                write_whole(path, text)
            except OSError as error:
                self.unwritten.append(f"the report {path} could not be written: {error.strerror}")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table of verdicts, what is not kept, where evidence came from, and drift."""
        for line in self.unwritten:
            text = self._last_check.text(on_one_line(line))
            terminalreporter.write_line(f"ERROR: {text}", red=True)
        if self.incomplete:
            terminalreporter.write_line(self.incomplete, yellow=True)
        if not self.records or terminalreporter.verbosity < -1:
            return
        from conformance.report.terminal.github import clause_annotations  # noqa: PLC0415
        from conformance.report.terminal.summary import summary_text  # noqa: PLC0415

        records = list(self.records.values())
        width = max(40, terminalreporter._tw.fullwidth)  # noqa: SLF001 - pytest has no public width
        slowest = self.suite.evidence.slowest()
        color = terminalreporter.hasmarkup
        text = summary_text(records, self._lines, slowest, width, color, notes=self._notes)
        terminalreporter.section("contract")
        terminalreporter.write_line(self._last_check.text(text))
        annotations = [*clause_annotations(records), *self._print_drift(terminalreporter, width)]
        if annotations:
            resume_obedience(self.config)
            for line in annotations:
                terminalreporter.write_line(self._last_check.text(line))
            stop_obedience(self.config)

    @cached_property
    def _last_check(self) -> LastCheck:
        return LastCheck(Fragments(self.suite.api_keys))

    @cached_property
    def _notes(self) -> list[str]:
        """Lines on what to see to in the lists that a team keeps."""
        from conformance.contract.revisions import revision_note  # noqa: PLC0415

        revised = revision_note(self.suite.edition.revision)
        is_whole = self.is_whole and not revised
        notes = self.lists.notes([*self.records.values()], is_whole)
        return [revised, *notes] if revised else notes

    @cached_property
    def _lines(self) -> list[str]:
        """Lines on where the evidence came from, and on recordings that are unused or old.

        They are complete at the end of the run only.
        """
        from datetime import UTC, datetime  # noqa: PLC0415

        from conformance.plugin.summary import recording_lines  # noqa: PLC0415

        own = self.suite.summary_lines() or self.findings.get("told")
        own = own or [", ".join(sorted({r.evidence for r in self.records.values()}))]
        today = datetime.now(UTC).date()
        return own + recording_lines(self.suite.archive, self.config.option.max_age, today)

    def _print_drift(self, reporter: pytest.TerminalReporter, width: int) -> Iterable[str]:
        """Print what changed since the committed recordings; return annotations on it."""
        drift = self.findings.get("drift")
        if drift is None:
            return ()
        from conformance.report.terminal.drift import drift_text  # noqa: PLC0415
        from conformance.report.terminal.github import drift_annotations  # noqa: PLC0415

        reporter.section("drift")
        text = drift_text(drift, width, reporter.hasmarkup, brief=True)
        reporter.write_line(self._last_check.text(text))
        return drift_annotations(drift)
