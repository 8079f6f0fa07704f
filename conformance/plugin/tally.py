"""The tally of a pytest run: collects verdicts from test reports, sums up, sets the exit code.

It reads test reports only, so it does not matter in which process a test ran.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from conformance.plugin.lists import Lists
    from conformance.plugin.suite import Suite
    from conformance.report.records import Record

FINDINGS: Final = "conformance-findings"
"""The key under which a worker of xdist sends a report's parts besides the verdicts."""


@dataclass(eq=False)  # pytest keeps plugins in sets
class Tally:
    """The verdicts of one run, by test.

    ``faults`` are tests that failed without a broken clause, ``unread`` tests whose evidence could
    not be read, ``unwritten`` sentences on reports that could not be written. ``is_whole``: every
    test of the suite ran.
    """

    config: pytest.Config
    suite: Suite
    lists: Lists
    records: dict[str, Record] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)
    findings: dict[str, Any] = field(default_factory=dict)
    is_whole: bool = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a verdict, or a contract test that failed without one: this suite's fault."""
        properties: dict[str, Any] = dict(report.user_properties)
        if "unread" in properties:
            self.unread.append(report.nodeid)
        elif report.when == "call" and "clause" in properties:
            from conformance.report.records import Record  # noqa: PLC0415

            properties.pop("source", None)  # for readers of JUnit's XML; the contract has it
            self.records[report.nodeid] = Record(**properties)
            if report.failed and properties["outcome"] != "broken":
                self.faults.append(report.nodeid)
        elif report.failed and "judges" in report.keywords:
            self.faults.append(report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take the report's other parts from the worker of xdist that performed: there is one."""
        self.findings = getattr(node, "workeroutput", {}).get(FINDINGS) or self.findings

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Set the exit code (bad input, fault, broken, inconclusive), and write the reports."""
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return
        from conformance.plugin.selection import is_whole  # noqa: PLC0415
        from conformance.report.exit_codes import PYTEST_BAD_INPUT  # noqa: PLC0415

        stopped = session.shouldfail or session.shouldstop
        self.is_whole = is_whole(self.config) and not (stopped or self.unread)
        failed = exitstatus == pytest.ExitCode.TESTS_FAILED
        session.exitstatus = PYTEST_BAD_INPUT if self.unread else self._exit_code(failed=failed)
        if self.config.option.live or self.config.option.conformance_report:
            self.findings = self.findings or self.suite.findings()
        if self.config.option.conformance_report:
            self._write_reports(int(session.exitstatus))
        if self.unwritten:
            session.exitstatus = PYTEST_BAD_INPUT

    def _exit_code(self, *, failed: bool) -> int:
        """Return the exit code for the verdicts; ``failed``: some test failed."""
        from conformance.report import exit_codes  # noqa: PLC0415

        if self.faults:
            return exit_codes.EXIT_FAULT
        strict = self.config.option.fail_on == "should" or self.config.option.runxfail
        code = exit_codes.exit_code_of(self.records.values(), strict)
        if failed and code != exit_codes.EXIT_FAULT:
            return exit_codes.EXIT_BROKEN
        return code

    def _write_reports(self, code: int) -> None:
        from datetime import UTC, datetime  # noqa: PLC0415

        from conformance.files import write_whole  # noqa: PLC0415
        from conformance.report.formats import rendered  # noqa: PLC0415
        from conformance.report.writer import report_of  # noqa: PLC0415

        target = self.suite.evidence.target_name
        records, now = list(self.records.values()), datetime.now(UTC)
        lines, notes = self._lines, self._notes
        report = report_of(records, target, now, lines, code, findings=self.findings, notes=notes)
        for path in map(Path, self.config.option.conformance_report):
            try:
                write_whole(path, rendered(report, path.suffix))
            except OSError as error:
                self.unwritten.append(f"the report {path} could not be written: {error.strerror}")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table of verdicts, what is not kept, where evidence came from, and drift."""
        for line in self.unwritten:
            terminalreporter.write_line(f"ERROR: {line}", red=True)
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
        terminalreporter.write_line(text)
        for line in clause_annotations(records):
            terminalreporter.write_line(line)
        self._print_drift(terminalreporter, width)

    @cached_property
    def _notes(self) -> list[str]:
        """Lines on what to see to in the lists that a team keeps."""
        return self.lists.notes([*self.records.values()], self.is_whole)

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

    def _print_drift(self, reporter: pytest.TerminalReporter, width: int) -> None:
        """Print what changed since the committed recordings."""
        drift = self.findings.get("drift")
        if drift is None:
            return
        from conformance.report.terminal.drift import drift_text  # noqa: PLC0415
        from conformance.report.terminal.github import drift_annotations  # noqa: PLC0415

        reporter.section("drift")
        reporter.write_line(drift_text(drift, width, reporter.hasmarkup))
        for line in drift_annotations(drift):
            reporter.write_line(line)
