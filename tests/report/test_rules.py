"""The rules of drift as people look them up."""

import pytest

from conformance.drift.rules import RULES
from conformance.report.rules import (
    EVERY_RULE,
    NoRule,
    drift_rule_rows,
    rules_as_markdown,
    rules_as_text,
    rules_called,
)


def test_every_rule_is_listed_once_by_its_id():
    assert {rule.name for rule in EVERY_RULE} == {rule.name for rule in RULES} | {"untested-now"}
    rows = drift_rule_rows(rules_called(None))
    assert len({row["id"] for row in rows}) == len(rows) == len(EVERY_RULE)


def test_one_rule_is_shown_whole():
    text = rules_as_text(rules_called("member-gone"))
    assert text.splitlines()[0] == "member-gone  breaking  A member is no longer there."
    labels = [line.split()[0] for line in text.splitlines()[1:6]]
    assert labels == ["example", "new", "near", "new", "witness"]
    assert "count = answer['rateLimits'][0]['count']" in text
    assert "### member-gone" in rules_as_markdown(rules_called("member-gone"))


def test_a_rule_that_is_none_names_the_nearest():
    with pytest.raises(NoRule, match="Is it member-gone"):
        rules_called("member-gon")
