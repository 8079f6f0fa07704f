"""The door for pytest: options, the ``verdict`` fixture, the summary and the exit code.

It does not judge and does not know how a transcript came to be. Loaded by this project's own
configuration, with ``-p conformance.plugin``. What is slow to import is imported when needed.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from typing import TYPE_CHECKING, Any, Final

import pytest

from conformance.plugin import options
from conformance.plugin.tally import FINDINGS, Tally

if TYPE_CHECKING:
    from conformance.contract.clause import Chapter
    from conformance.plugin.pairs import Asked

EVIDENCE: Final = pytest.StashKey[Any]()  # a Replay or a Live
_NEEDLESS: Final = {"vcr", "block_network"}
UNREAD: Final = pytest.StashKey[str]()
_LOOPBACK: Final = [r"127\.", "localhost$", "::1$"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the public interface."""
    options.add(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Check the options together, and close the network unless scenarios are performed."""
    config.addinivalue_line("markers", "judges: judges a clause of the contract on a scenario")
    if config.option.help or config.option.version:
        return
    options.check(config.option)
    from conformance.plugin.choose import choose  # noqa: PLC0415

    evidence = choose(config)
    config.stash[EVIDENCE] = evidence
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Tally(config, evidence), "conformance-tally")
    if not config.option.live or config.option.block_network:
        from pytest_recording import network  # noqa: PLC0415

        network.block(allowed_hosts=_LOOPBACK)
        config.add_cleanup(network.unblock)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say what the run is about to do, and as whom."""
    if EVIDENCE not in config.stash or not config.option.live:
        return None
    from conformance.plugin.pairs import header  # noqa: PLC0415

    return header(config.stash[EVIDENCE])


def pytest_report_collectionfinish(config: pytest.Config, items: list[pytest.Item]) -> str | None:
    """Say what a live run will cost, now that it is known what is asked."""
    asked = {found.scenario for found in map(_asked, items) if found}
    if EVIDENCE not in config.stash or not config.option.live or not asked:
        return None
    return str(config.stash[EVIDENCE].announce(asked)) or None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of every scenario and clause that could have something to look at."""
    if "verdict" not in metafunc.fixturenames:
        return
    from conformance.plugin.pairs import pairs_live, pairs_recorded  # noqa: PLC0415

    chapter: Chapter = metafunc.module.chapter
    evidence: Any = metafunc.config.stash[EVIDENCE]
    asked: list[Asked] = []
    try:
        asked = (pairs_live if evidence.is_live else pairs_recorded)(chapter, evidence)
    except _bad_input() as error:  # raised here, it would be eight errors of collection
        metafunc.config.stash[UNREAD] = str(error)
    metafunc.parametrize("verdict", asked, ids=str, indirect=True)


def _bad_input() -> tuple[type[Exception], ...]:
    from conformance.api.schemas import SchemaBroken  # noqa: PLC0415
    from conformance.evidence.recordings.archive import RequestMissing  # noqa: PLC0415
    from conformance.evidence.recordings.reader import CassetteBroken  # noqa: PLC0415

    return CassetteBroken, RequestMissing, SchemaBroken


def _asked(item: pytest.Item) -> Asked | None:
    """Return what a contract test asks; None for any other test."""
    callspec = getattr(item, "callspec", None)
    asked: Asked | None = callspec.params.get("verdict") if callspec else None
    return asked


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark contract tests; keep those of one account together where workers share the run."""
    if UNREAD in config.stash:
        raise pytest.UsageError(config.stash[UNREAD])
    contract = [item for item in items if _asked(item)]
    if contract and config.option.disable_recording:
        raise pytest.UsageError("--disable-recording leaves contract tests without evidence")
    grouped = config.option.live and config.pluginmanager.hasplugin("xdist")
    for item in contract:
        item.add_marker("judges")
        _spare_fixtures(item)
        if grouped:
            item.add_marker(pytest.mark.xdist_group("account"))


def _spare_fixtures(item: pytest.Item) -> None:
    """Leave out pytest-recording's fixtures: its guard is up for the session, not a test."""
    names: list[str] = getattr(item, "fixturenames", [])
    names[:] = [name for name in names if name not in _NEEDLESS]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Gather the evidence before the first test, once; workers of xdist do it for themselves."""
    config = session.config
    gc.freeze()  # thousands of tests live to the end; looking for cycles in them costs a tenth
    shared = hasattr(config, "workerinput") or getattr(config.option, "numprocesses", None)
    if shared or config.option.collectonly or session.testsfailed:
        return
    _gather(session, config)


def _gather(session: pytest.Session, config: pytest.Config) -> None:
    from conformance.transcript.redaction import SecretLeft  # noqa: PLC0415

    evidence = config.stash[EVIDENCE]
    wanted = {(a.scenario, a.evidence): None for a in map(_asked, session.items) if a}
    if wanted and config.option.live:
        evidence.tell = _progress(config)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # it, too, must close streams
    try:
        evidence.gather(wanted)
    except _bad_input() as error:
        raise pytest.UsageError(str(error)) from None
    except OSError as error:
        raise pytest.UsageError(f"a recording could not be written: {error.strerror}") from None
    except SecretLeft as error:
        pytest.exit(str(error), returncode=3)
    except KeyboardInterrupt:
        _tell_how_it_was_left(config)
        raise
    finally:
        if wanted and config.option.live:
            evidence.tell("")  # however it ended, the terminal has its cursor again


def _tell_how_it_was_left(config: pytest.Config) -> None:
    """Say what an interrupted run did before it ended; the summary would need verdicts."""
    if reporter := config.pluginmanager.get_plugin("terminalreporter"):
        reporter.write_line("interrupted: nothing is judged, and no report is written")
        for line in config.stash[EVIDENCE].told():
            reporter.write_line(f"evidence   {line}")


def _progress(config: pytest.Config) -> Any:
    """Return what tells how far the run is; nothing does where quiet was asked for."""
    from conformance.evidence.live.performer import silent  # noqa: PLC0415
    from conformance.plugin.progress import Bar  # noqa: PLC0415

    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not reporter or reporter.verbosity < -1:
        return silent
    writer = reporter._tw  # noqa: SLF001 - pytest hands its file to nobody
    is_terminal = reporter.isatty and writer.hasmarkup and not os.environ.get("CI")
    return Bar(writer._file, is_terminal=is_terminal)  # noqa: SLF001 - as above


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was found to the process that sums up, on a worker that performed."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None and session.config.option.live:
        output[FINDINGS] = session.config.stash[EVIDENCE].findings()


@pytest.fixture
def verdict(request: pytest.FixtureRequest) -> Any:
    """Return the verdict that a contract test asks for; ``hold`` makes it the test's outcome."""
    asked: Asked = request.param
    evidence = request.config.stash[EVIDENCE]
    try:
        if evidence.is_live and not evidence.performed:  # on a worker, which has them all to itself
            _gather(request.session, request.config)
        found = evidence.verdict(asked.scenario, asked.evidence, asked.clause)
    except _bad_input() as error:  # only on a worker of xdist; else it was found before
        request.node.user_properties.append(("unread", True))
        pytest.fail(str(error), pytrace=False)
    from conformance.report.records import Record  # noqa: PLC0415

    module = request.node.nodeid.partition("::")[0]
    asked = asked.with_verdict(found, module, request.config.option)
    told = Record.of(found, asked.again).told() | {"source": str(found.clause.source)}
    request.node.user_properties.extend(told.items())
    return asked


def pytest_report_teststatus(
    report: pytest.TestReport | pytest.CollectReport,
) -> tuple[str, str, str] | None:
    """Print no letter for each of thousands of verdicts that are no news: the table counts them."""
    if report.when == "call" and report.outcome != "failed" and "judges" in report.keywords:
        category = "xfailed" if hasattr(report, "wasxfail") else report.outcome
        return category, "", category.upper()
    return None
