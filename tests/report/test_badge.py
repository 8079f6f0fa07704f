"""The badge."""

from datetime import date

import pytest

from conformance.report.badge import as_badge


@pytest.mark.parametrize(
    "today, message, color",
    [
        (date(2026, 11, 23), "kept by the reference server · 2026-11-23", "brightgreen"),
        (date(2026, 11, 24), "kept by the reference server · 2026-11-23", "brightgreen"),
        (date(2026, 11, 25), "kept by the reference server · 2026-11-23, 2 days old", "lightgrey"),
        (date(2026, 11, 30), "kept by the reference server · 2026-11-23, 7 days old", "lightgrey"),
    ],
)
def test_a_badge_says_the_day_and_how_old_it_is(kept, today, message, color):
    badge = as_badge(kept, today)
    assert (badge["schemaVersion"], badge["label"]) == (1, "contract")
    assert (badge["message"], badge["color"]) == (message, color)


def test_a_badge_of_a_broken_contract_is_red(broken):
    badge = as_badge(broken, date(2026, 11, 23))
    assert (badge["color"], badge["isError"]) == ("red", True)


def test_a_badge_of_a_kept_contract_is_no_error_and_of_the_exchange_names_nobody(kept):
    assert as_badge(kept, date(2026, 11, 23))["isError"] is False
    records = [r | {"evidence": "testnet"} for r in kept["records"]]
    assert as_badge(kept | {"records": records}, date(2026, 11, 23))["message"].startswith("kept")
