"""`conformance rules`, as a user runs it."""

import json

from running import conformance

from conformance.report.rules import EVERY_RULE


def test_every_rule_is_listed_with_its_id():
    done = conformance("rules")
    assert (done.returncode, done.stderr) == (0, "")
    assert [rule.name for rule in EVERY_RULE if f"{rule.name}  " not in done.stdout] == []


def test_one_rule_is_shown_in_every_format():
    text, marked, data = (
        conformance("rules", "id-not-echoed", "--format", name).stdout
        for name in ("text", "markdown", "json")
    )
    assert "caller = pending.pop(answer['id'])" in text
    assert marked.startswith("### id-not-echoed")
    (rule,) = json.loads(data)["rules"]
    assert rule["id"] == "id-not-echoed"
    assert {"class", "sentence", "example", "near_miss", "witness"} <= rule.keys()


def test_a_rule_that_is_none_is_one_clear_line():
    done = conformance("rules", "id-not-ecoed")
    assert done.returncode == 2
    assert "there is no rule id-not-ecoed. Is it id-not-echoed?" in done.stderr
