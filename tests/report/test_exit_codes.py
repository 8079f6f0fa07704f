"""The exit codes are those of the README, and the gravest of what came decides."""

import pytest
from places import ROOT

from conformance.report.exit_codes import (
    EXIT_BAD_INPUT,
    EXIT_BROKEN,
    EXIT_FAULT,
    EXIT_INCONCLUSIVE,
    EXIT_KEPT,
    PYTEST_BAD_INPUT,
    exit_code_of,
)
from conformance.report.records import Record


def record(outcome, level="MUST", **more):
    return Record("ID-1", level, "one", "reference", outcome, 1, **more)


def test_the_codes_are_those_that_other_programs_know():
    codes = (EXIT_KEPT, EXIT_BROKEN, EXIT_BAD_INPUT, EXIT_FAULT, EXIT_INCONCLUSIVE)
    assert (*codes, PYTEST_BAD_INPUT) == (0, 1, 2, 3, 6, 4)
    section = (ROOT / "README.md").read_text("utf-8").partition("### Exit codes")[2]
    rows = [line.split("|") for line in section.partition("\n#")[0].splitlines() if "|" in line]
    of_pytest, of_command = ({row[n].strip() for row in rows} for n in (-3, -2))
    assert {str(code) for code in codes} == {each for each in of_command if each.isdigit()}
    assert {str(PYTEST_BAD_INPUT), str(EXIT_FAULT), str(EXIT_INCONCLUSIVE)} <= of_pytest


@pytest.mark.parametrize(
    "records, strictly, code",
    [
        ([], False, 0),
        ([record("kept"), record("untested")], False, 0),
        ([record("kept"), record("inconclusive")], False, 6),
        ([record("inconclusive"), record("broken")], False, 1),
        ([record("broken"), record("fault")], False, 3),
        ([record("broken", "SHOULD")], False, 0),
        ([record("broken", "SHOULD")], True, 1),
        ([record("broken", known="we live with it")], True, 0),
        ([record("kept"), record("inconclusive", expected=True)], False, 0),
        ([record("inconclusive", expected=True)], False, 6),
        ([record("inconclusive", expected=False), record("kept")], False, 6),
        ([record("blocked"), record("kept")], False, 0),
    ],
)
def test_the_gravest_outcome_decides(records, strictly, code):
    assert exit_code_of(records, strictly) == code
