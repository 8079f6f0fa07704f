"""The rules: each fires on its example, and none cries wolf."""

import tomllib

import pytest
from drifts import drift
from places import DATA
from witnesses import is_broken

from conformance.drift.change import Severity
from conformance.drift.rules import RULES
from conformance.report.rules import EVERY_RULE

TABLE = tomllib.loads((DATA / "changes.toml").read_text("utf-8"))["change"]


@pytest.mark.parametrize("labelled", TABLE, ids=[each["what"] for each in TABLE])
def test_a_change_gets_the_class_on_its_label(labelled):
    classes = {(c.severity.value, c.rule.name) for c in drift(labelled["old"], labelled["new"])}
    if labelled["class"] == "none":
        assert classes == set()
        return
    assert (labelled["class"], labelled["rule"]) in classes
    order = [severity.value for severity in Severity]
    assert min((c for c, _ in classes), key=order.index) == labelled["class"]


def test_the_table_has_several_changes_of_each_class_and_every_rule():
    assert len(TABLE) >= 60
    assert {each.get("rule") for each in TABLE} - {None} == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_fires_on_its_example_and_not_on_its_near_miss(rule):
    assert rule.name in {c.rule.name for c in drift(rule.fires.old, rule.fires.new)}
    assert rule.name not in {c.rule.name for c in drift(rule.near.old, rule.near.new)}


def test_every_rule_has_a_name_and_a_sentence_of_its_own():
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.sentence.endswith(".") for rule in RULES)


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.name)
def test_a_witness_works_before_the_change_and_breaks_with_it(rule):
    assert 1 <= len(rule.witness.splitlines()) <= 3
    assert not is_broken(rule.witness, rule.fires.old)
    assert is_broken(rule.witness, rule.fires.new)


def test_a_witness_that_does_not_break_would_be_noticed():
    rule = RULES[0]
    assert not is_broken("pass", rule.fires.new)
    with pytest.raises(NameError):
        is_broken("no_such_name", rule.fires.new)


def test_a_result_that_is_there_again_is_as_empty_as_it_should_be():
    (rule,) = [each for each in RULES if each.name == "result-not-empty"]
    without = rule.fires.old.replace('"result":{},', "")
    assert "result-not-empty" not in {c.rule.name for c in drift(without, rule.fires.old)}
