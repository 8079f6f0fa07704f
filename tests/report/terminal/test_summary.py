"""The summary of a run in a terminal: a breach once, with the scenarios that it is in."""

import pytest
import reports

from conformance.report.terminal.summary import summary_text
from conformance.scenarios.catalogue import CATALOGUE

NAMES = [scenario.name for scenario in CATALOGUE if "id" in scenario.name][:6]


@pytest.mark.parametrize("many", [1, 2, 3, 6])
def test_a_breach_names_the_first_scenario_and_then_the_others(many):
    problem = {"path": "$", "wanted": "1", "got": "2", "exchange": "exchange 1"}
    (record, *_) = reports.report(names=NAMES[:1])["records"]
    broken = record | {"outcome": "broken", "problems": [problem]}
    records = [reports.record_of(broken, scenario=name) for name in NAMES[:many]]
    text = summary_text(records, [], width=200)
    assert f"first {NAMES[0]}," in text
    line = next((line.strip() for line in text.splitlines() if line.strip().startswith("and ")), "")
    wanted = {1: "", 2: f"and {NAMES[1]}", 3: f"and {NAMES[1]}, {NAMES[2]}"}
    if many in wanted:
        assert line == wanted[many]
    else:
        named = line.removeprefix("and ").rpartition(" and ")[0].split(", ")
        assert named == NAMES[1 : 1 + len(named)]
        assert line.endswith(f" and {many - 1 - len(named)} more")


AGAIN = "pytest --only stop-id-uuid:ENV-1"


@pytest.mark.parametrize(
    "level, again, shown",
    [
        ("SHOULD", AGAIN, f"in full: {AGAIN} --fail-on should"),
        ("SHOULD", f"{AGAIN} --fail-on should", f"in full: {AGAIN} --fail-on should"),
        ("SHOULD", "pytest", None),
        ("MUST", AGAIN, None),
    ],
)
def test_a_should_that_fails_no_test_names_the_command_that_shows_it(level, again, shown):
    (record, *_) = reports.report(names=NAMES[:1])["records"]
    broken = reports.record_of(record, outcome="broken", level=level, again=again)
    lines = [line.strip() for line in summary_text([broken], [], width=200).splitlines()]
    assert [line for line in lines if line.startswith("in full")] == ([shown] if shown else [])
