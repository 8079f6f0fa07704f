"""What came of a pytest run: collects verdicts from test reports, sums up, sets the exit code.

Reports are all it reads, so it does not matter in which process a test ran.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from conformance.evidence.replay import Replay
    from conformance.evidence.run import Live
    from conformance.report.records import Record

FINDINGS: Final = "conformance-findings"
FAULT: Final = 3
BAD_INPUT: Final = 4


@dataclass
class Tally:
    """The verdicts of one run, by test; and the contract tests that failed without one."""

    config: pytest.Config
    evidence: Live | Replay
    records: dict[str, Record] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)
    findings: dict[str, Any] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of a verdict; or of a contract test that failed without one: our own fault."""
        told: dict[str, Any] = dict(report.user_properties)
        if "unread" in told:
            self.unread.append(report.nodeid)
        elif report.when == "call" and "clause" in told:
            from conformance.report.records import Record  # noqa: PLC0415

            told.pop("source", None)  # for readers of JUnit's XML; the contract has it
            self.records[report.nodeid] = Record(**told)
            if report.failed and told["outcome"] != "broken":
                self.faults.append(report.nodeid)
        elif report.failed and "judges" in report.keywords:
            self.faults.append(report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what the worker of xdist found that performed: one account is one worker."""
        self.findings = getattr(node, "workeroutput", {}).get(FINDINGS) or self.findings

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Give the exit code its meaning: bad input, fault, broken, inconclusive."""
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return
        from conformance.report.records import exit_code  # noqa: PLC0415

        strict = self.config.option.fail_on == "should" or self.config.option.runxfail
        code = exit_code(self.records.values(), strict)
        if exitstatus == pytest.ExitCode.TESTS_FAILED and code != FAULT:
            code = 1
        if self.faults:
            code = FAULT
        session.exitstatus = BAD_INPUT if self.unread else code
        if self.config.option.live or self.config.option.conformance_report:
            self.findings = self.findings or self.evidence.findings()
        if self.config.option.conformance_report:
            self._write_reports(int(session.exitstatus))
        if self.unwritten:
            session.exitstatus = BAD_INPUT

    def _write_reports(self, code: int) -> None:
        from datetime import UTC, datetime  # noqa: PLC0415

        from conformance.files import write_whole  # noqa: PLC0415
        from conformance.report.rendering import rendered  # noqa: PLC0415
        from conformance.report.writer import results, write  # noqa: PLC0415

        live = self.config.option.live
        target = self.evidence.target.name if live else None  # type: ignore[union-attr]
        records, now = list(self.records.values()), datetime.now(UTC)
        report = results(records, target, now, self._told, code, findings=self.findings)
        for path in map(Path, self.config.option.conformance_report):
            try:
                if path.suffix == ".json":
                    write(path, report)
                else:
                    write_whole(path, rendered(report, path.suffix))
            except OSError as error:
                self.unwritten.append(f"the report {path} could not be written: {error.strerror}")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the verdicts by chapter, what was untested, and which evidence was used."""
        for line in self.unwritten:
            terminalreporter.write_line(f"ERROR: {line}", red=True)
        if not self.records or terminalreporter.verbosity < -1:
            return
        from conformance.report.github import clause_annotations  # noqa: PLC0415
        from conformance.report.terminal.summary import summary  # noqa: PLC0415

        records = list(self.records.values())
        width = max(40, terminalreporter._tw.fullwidth)  # noqa: SLF001 - pytest tells no width
        text = summary(
            records, self._told, self.evidence.slowest, width, terminalreporter.hasmarkup
        )
        terminalreporter.section("contract")
        terminalreporter.write_line(text)
        for line in clause_annotations(records):
            terminalreporter.write_line(line)
        self._print_drift(terminalreporter, width)

    @cached_property
    def _told(self) -> list[str]:
        """Where the evidence came from, as the worker says that performed, and what is unused.

        Asked for at the end of the run only.
        """
        own = self.evidence.told() or self.findings.get("told")
        own = own or [", ".join(sorted({r.evidence for r in self.records.values()}))]
        return own + _inventory(self.config, self.evidence)

    def _print_drift(self, reporter: pytest.TerminalReporter, width: int) -> None:
        """Say what changed since the recordings that are committed."""
        drift = self.findings.get("drift")
        if drift is None:
            return
        from conformance.report.drift import as_text, github  # noqa: PLC0415

        reporter.section("drift")
        reporter.write_line(as_text(drift, width, reporter.hasmarkup))
        for line in github(drift):
            reporter.write_line(line)


def _inventory(config: pytest.Config, evidence: Live | Replay) -> list[str]:
    """Say what lies unused among the recordings, and what is old."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from conformance.evidence.recordings.inventory import inventory  # noqa: PLC0415

    found = inventory(evidence.archive, config.option.max_age, datetime.now(UTC).date())
    return [f"recordings: {line}" for line in found]
