"""The plugin for pytest: options, the ``verdict`` fixture, the summary and the exit code.

It does not judge, and does not know where transcripts come from. This project's own configuration
loads it, with ``-p conformance.plugin``. Slow modules are imported when they are needed.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Final

import pytest

from conformance.plugin.interruption import INTERRUPTION

INTERRUPTION.install()  # before the rest is imported: a signal may come meanwhile

from conformance.api.bad_input import BadInput  # noqa: E402
from conformance.plugin import options, selection  # noqa: E402
from conformance.plugin.speed import spare_fixtures  # noqa: E402
from conformance.plugin.tally import FINDINGS, UNREADABLE, Tally, pair_of  # noqa: E402
from conformance.plugin.workers import DIGEST, is_distributed, is_worker  # noqa: E402

if TYPE_CHECKING:
    from conformance.contract.clause import Chapter
    from conformance.evidence.evidence import Pair
    from conformance.plugin.lists import Lists
    from conformance.plugin.pairs import ContractVerdict
    from conformance.plugin.suite import Suite

SUITE: Final[pytest.StashKey[Suite]] = pytest.StashKey()
EXIT_CODE: Final = pytest.StashKey[int]()
LISTS: Final[pytest.StashKey[Lists]] = pytest.StashKey()
_LOOPBACK: Final = [r"127\.", "localhost$", "::1$"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the public interface."""
    options.add_options(parser)


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Check that the suite's folder is there, before pytest looks for tests elsewhere."""
    arguments = early_config.known_args_namespace.file_or_dir
    selection.check_suite_present(
        early_config.rootpath, early_config.getini("testpaths"), arguments
    )


def pytest_configure(config: pytest.Config) -> None:
    """Check the options together, and close the network unless scenarios are performed."""
    config.addinivalue_line("markers", "judges: judges a clause of the contract on a scenario")
    if config.option.help or config.option.version:
        return
    options.check_options(config.option)
    from conformance.plugin.choice import choose  # noqa: PLC0415
    from conformance.plugin.lists import read_lists  # noqa: PLC0415

    suite = choose(config)
    config.stash[SUITE] = suite
    try:
        config.stash[LISTS] = read_lists(config, suite.archive)
    except BadInput as error:
        raise pytest.UsageError(str(error)) from None
    if not is_worker(config):
        selection.check_recordings(config, suite)
        tally = Tally(config, suite, config.stash[LISTS])
        config.pluginmanager.register(tally, "conformance-tally")
    if not config.option.live or config.option.block_network:
        from pytest_recording import network  # noqa: PLC0415

        network.block(allowed_hosts=_LOOPBACK)
        config.add_cleanup(network.unblock)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Let GitHub's runner obey nothing of what is printed from here on."""
    from conformance.plugin.output import stop_obedience  # noqa: PLC0415

    stop_obedience(session.config)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Return lines on the target and the account of a live run."""
    return config.stash[SUITE].header() if SUITE in config.stash else None


def pytest_report_collectionfinish(config: pytest.Config, items: list[pytest.Item]) -> str | None:
    """Return a line on the cost of a live run, for the scenarios that are selected."""
    names = {pair.scenario for pair in map(pair_of, items) if pair}
    return config.stash[SUITE].cost_line(names) if SUITE in config.stash and names else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of every scenario with every clause that could have a subject in it."""
    if "verdict" not in metafunc.fixturenames:
        return
    from conformance.plugin.pairs import pairs_of  # noqa: PLC0415

    chapter: Chapter = metafunc.module.chapter
    pairs: list[Pair] = []
    try:
        pairs = pairs_of(chapter, metafunc.config.stash[SUITE])
    except BadInput as error:  # raised here, it would be eight errors of collection
        metafunc.config.stash[UNREADABLE] = str(error)
    metafunc.parametrize("verdict", pairs, ids=str, indirect=True)


def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Mark contract tests, check that none is missing, and keep those that are wanted."""
    from conformance.plugin.only import choose_only  # noqa: PLC0415

    if UNREADABLE in config.stash:
        raise pytest.UsageError(config.stash[UNREADABLE])
    contract = [item for item in items if pair_of(item)]
    if contract and config.option.disable_recording:
        raise pytest.UsageError("--disable-recording leaves contract tests without evidence")
    if not is_worker(config) and not session.testsfailed:
        ids = [item.nodeid for item in contract]
        selection.check_collected(config, config.stash[SUITE], ids)
    choose_only(config, items)
    for item in contract:
        item.add_marker("judges")
        spare_fixtures(item)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Give each lane of a live run to one worker: what one performs, another would disturb."""
    if not config.option.live:
        return None
    from conformance.plugin.lanes import Lanes  # noqa: PLC0415 - xdist need not be there

    return Lanes(config, log, config.stash[SUITE].numbers)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Let a worker of xdist know which accounts are the lanes, without any key."""
    from conformance.plugin.choice import ACCOUNTS_DIGEST  # noqa: PLC0415 - only with xdist

    if ACCOUNTS_DIGEST in node.config.stash:
        node.workerinput[DIGEST] = node.config.stash[ACCOUNTS_DIGEST]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: list[str]) -> None:
    """Check what a worker of xdist collected."""
    selection.check_collected(node.config, node.config.stash[SUITE], ids)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Gather the evidence before the first test, once; workers of xdist do it for themselves."""
    config = session.config
    gc.freeze()  # thousands of tests live to the end
    shared = is_worker(config) or is_distributed(config)
    with INTERRUPTION.running():
        if not (shared or config.option.collectonly or session.testsfailed):
            _gather(session, config.stash[SUITE])
        return (yield)


def _gather(session: pytest.Session, suite: Suite) -> None:
    """Gather the evidence of a suite that is a lane, or whole."""
    from conformance.evidence.progress import no_progress  # noqa: PLC0415
    from conformance.plugin.progress import progress_of  # noqa: PLC0415

    config = session.config
    pairs = [pair for pair in map(pair_of, session.items) if pair]
    progress = progress_of(config) if pairs and config.option.live else no_progress
    try:
        part = config.stash[SUITE].part
        suite.gather([pair for pair in pairs if part(pair) is suite], progress)
    except BadInput as error:
        raise pytest.UsageError(str(error)) from None
    except OSError as error:
        raise pytest.UsageError(f"a recording could not be read: {error}") from None
    finally:
        progress("")  # the terminal gets its cursor back


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """On a worker that performed, hand the report's other parts to the main process."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None and session.config.option.live:
        output[FINDINGS] = session.config.stash[SUITE].findings()
    result = yield
    session.config.stash[EXIT_CODE] = int(session.exitstatus)
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter,
) -> Generator[None, object, object]:
    """Show what is broken without repeating it for each scenario."""
    from conformance.plugin.repeats import without_repeats  # noqa: PLC0415

    tally: Tally | None = terminalreporter.config.pluginmanager.get_plugin("conformance-tally")
    with without_repeats(terminalreporter, tally):
        return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Note that the run is over, and its exit code."""
    from conformance.plugin.output import resume_obedience  # noqa: PLC0415

    resume_obedience(config)
    INTERRUPTION.end(config.stash.get(EXIT_CODE, int(pytest.ExitCode.USAGE_ERROR)))


@pytest.fixture
def verdict(request: pytest.FixtureRequest) -> ContractVerdict:
    """Return the verdict that a contract test asks for; ``hold`` makes it the test's outcome."""
    from conformance.plugin.pairs import contract_verdict  # noqa: PLC0415

    pair: Pair = request.param
    suite, lists = request.config.stash[SUITE], request.config.stash[LISTS]
    INTERRUPTION.check()
    try:
        part = suite.part(pair)
        if not part.has_gathered():  # on a worker, which performs its lane's scenarios itself
            _gather(request.session, part)
        judged = part.evidence.verdict(pair)
    except BadInput as error:  # only on a worker of xdist; elsewhere it came up before
        request.node.user_properties.append(("unread", True))
        pytest.fail(str(error), pytrace=False)
    contract = contract_verdict(pair, judged, suite, request.config.option, lists)
    request.node.user_properties.extend(contract.properties().items())
    return contract


def pytest_report_teststatus(
    report: pytest.TestReport | pytest.CollectReport,
) -> tuple[str, str, str] | None:
    """Print no letter for a verdict that does not fail: a table counts the thousands of them."""
    if report.when == "call" and report.outcome != "failed" and "judges" in report.keywords:
        category = "xfailed" if hasattr(report, "wasxfail") else report.outcome
        return category, "", category.upper()
    return None
