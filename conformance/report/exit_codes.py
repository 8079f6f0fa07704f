"""The exit codes of a run. pytest has its own for bad input and for an interruption."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from conformance.report.records import Record

EXIT_KEPT: Final = 0
EXIT_BROKEN: Final = 1
EXIT_BAD_INPUT: Final = 2
EXIT_FAULT: Final = 3
EXIT_INCONCLUSIVE: Final = 6
PYTEST_BAD_INPUT: Final = 4
"""pytest's exit code where the command line's is EXIT_BAD_INPUT."""


def exit_code_of(records: Collection[Record], fail_on_should: bool) -> int:
    """Return the exit code: a fault before a broken clause before an inconclusive verdict.

    A known breach counts as nothing, nor does what a run may do without, unless there is no more.
    """
    from conformance.contract.verdict import Outcome  # noqa: PLC0415 - a command needs the codes

    own = [record for record in records if not record.is_optional] or [*records]
    outcomes = {
        record.outcome
        for record in own
        if not record.is_known and (fail_on_should or not record.is_broken_should)
    }
    if Outcome.FAULT in outcomes:
        return EXIT_FAULT
    if Outcome.BROKEN in outcomes:
        return EXIT_BROKEN
    return EXIT_INCONCLUSIVE if Outcome.INCONCLUSIVE in outcomes else EXIT_KEPT
