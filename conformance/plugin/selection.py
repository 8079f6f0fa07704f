"""The selection of a run: whether all of the suite is chosen, and whether all of it is there.

Whoever chooses some tests is not warned that others are missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from conformance.api.bad_input import BadInput
from conformance.api.wording import counted
from conformance.files import restoring, suite_folder
from conformance.plugin.workers import is_distributed

if TYPE_CHECKING:
    from conformance.evidence.evidence import Pair
    from conformance.plugin.suite import Suite

_CHOOSING: Final = (
    *("keyword", "markexpr", "deselect", "ignore", "ignore_glob"),
    *("lf", "stepwise", "only"),
)
"""pytest's options that leave tests out, by their names in its namespace."""


class SuiteIncomplete(BadInput):
    """A part of the suite is not there; the message names it, and says how to restore it."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(
            f"{what}, so less would be judged. Restore what is missing: {restoring(where)}"
        )


def is_whole(config: pytest.Config) -> bool:
    """Whether all tests of the suite are chosen: by folders alone, and no option leaves any out."""
    suites, places = _suites(config), _places(config)
    covered = all(any(suite.is_relative_to(place) for place in places) for suite in suites)
    return bool(suites) and covered and not _is_filtered(config)


def judges_whole_scenarios(config: pytest.Config) -> bool:
    """Whether all scenarios are chosen, though perhaps with some chapters of the contract only."""
    inside = any(p.is_relative_to(suite) for p in _places(config) for suite in _suites(config))
    return (inside or is_whole(config)) and not _is_filtered(config)


def _is_filtered(config: pytest.Config) -> bool:
    chosen = any(getattr(config.option, name, None) for name in _CHOOSING)
    return chosen or any("::" in arg for arg in config.args)


def _suites(config: pytest.Config) -> list[Path]:
    if config.option.packaged_suite:
        return [suite_folder().resolve()]
    return [(config.rootpath / path).resolve() for path in config.getini("testpaths")]


def _places(config: pytest.Config) -> list[Path]:
    return [(config.invocation_params.dir / arg).resolve() for arg in config.args]


def check_suite_present(rootpath: Path, testpaths: Sequence[str], arguments: Any) -> None:
    """Check that the suite's folder is there where no other was named. Raises UsageError.

    pytest itself would warn, and collect whatever else there is.
    """
    gone = [path for path in testpaths if not (rootpath / path).is_dir()]
    if gone and not arguments:
        error = SuiteIncomplete(f"the folder {' and '.join(gone)} is missing", " ".join(gone))
        raise pytest.UsageError(str(error))


def check_recordings(config: pytest.Config, suite: Suite) -> None:
    """Check that no recording is missing which a replay of whole scenarios has.

    Raises UsageError.
    """
    from conformance.evidence.recordings.examples import check_examples  # noqa: PLC0415

    try:
        if not config.option.live and judges_whole_scenarios(config):
            check_examples(suite.archive)
        if is_distributed(config) and is_whole(config):
            assert suite.pairs  # a worker could not say what is unreadable
    except BadInput as error:
        raise pytest.UsageError(str(error)) from None


def check_collected(config: pytest.Config, suite: Suite, ids: Iterable[str]) -> None:
    """Check that a whole run has a test of each pair, by the ids of tests. Raises UsageError."""
    if not is_whole(config):
        return
    present = {test_id.rpartition("[")[2].partition("]")[0] for test_id in ids}
    try:
        lacking = [pair for pair in suite.pairs if str(pair) not in present]
    except BadInput as error:
        raise pytest.UsageError(str(error)) from None
    if lacking:
        where = " ".join(config.getini("testpaths"))
        what = f"{where} lacks {counted(len(lacking), 'test')} of {_chapters(lacking)}"
        raise pytest.UsageError(str(SuiteIncomplete(what, where)))


def _chapters(pairs: Iterable[Pair]) -> str:
    """Name the chapters of pairs."""
    from conformance.contract.clauses import CHAPTERS  # noqa: PLC0415

    clauses = {pair.clause for pair in pairs}
    return " and ".join(
        f"{c.code} ({c.title})" for c in CHAPTERS if clauses.intersection(c.clauses)
    )
