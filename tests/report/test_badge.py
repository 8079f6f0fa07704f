"""The badge."""

from datetime import date

import pytest

from conformance.report.badge import as_badge


@pytest.mark.parametrize(
    "today, message, color",
    [
        (date(2026, 11, 23), "kept by the reference server · 2026-11-23", "brightgreen"),
        (date(2026, 11, 24), "kept by the reference server · 2026-11-23", "brightgreen"),
        (date(2026, 11, 30), "kept by the reference server · 2026-11-23, 7 days old", "lightgrey"),
    ],
)
def test_a_badge_says_the_day_and_how_old_it_is(kept, today, message, color):
    badge = as_badge(kept, today)
    assert (badge["schemaVersion"], badge["label"]) == (1, "contract")
    assert (badge["message"], badge["color"]) == (message, color)


def test_a_badge_of_a_broken_contract_is_red(broken):
    assert as_badge(broken, date(2026, 11, 23))["color"] == "red"
