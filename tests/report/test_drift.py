"""Drift in words: kinds of change, a line on the result, and notes."""

import pytest

from conformance.report.drift import (
    CLASSES,
    MOST_KINDS,
    RULE_NOTE,
    drift_notes,
    drift_verdict,
    grouped,
    places_of,
)
from conformance.report.formats.md import drift_as_markdown
from conformance.report.terminal.drift import drift_text


def change(
    kind="k", severity="breaking", scenario="one", where="exchange 1", accepted=None, **more
):
    """Return a change as reports have it."""
    members = {"everywhere": kind, "class": severity, "scenario": scenario, "where": where}
    return members | {"accepted": accepted} | more


def side(name, *recorded, evidence=()):
    return {"name": name, "recorded": [*recorded], "evidence": [*evidence]}


def drift(*changes, **members):
    """Return a comparison with some changes."""
    totals = {name: sum(c["class"] == name for c in changes) for name in CLASSES}
    plain = {"kind": "recordings", "compared": 3, "old": side("a"), "new": side("b")}
    plain |= {"only_old": [], "only_new": [], "not_compared": [], "acceptances": []}
    return plain | {"changes": [*changes], "totals": totals} | members


def test_changes_of_one_kind_are_together_and_the_worst_class_is_first():
    some = [change("x", "additive"), change("y"), change("x", "additive", "two"), change("z")]
    groups = grouped(drift(*some), CLASSES)
    assert [[c["everywhere"] for c in group] for group in groups] == [["y"], ["z"], ["x", "x"]]


def test_what_is_accepted_or_of_another_class_is_in_no_group():
    some = [change("x", accepted="agreed"), change("y", "benign"), change("z", accepted="")]
    assert grouped(drift(*some), ["breaking", "additive"]) == []


@pytest.mark.parametrize(
    "changes, counts",
    [
        ([], "no drift"),
        ([change()], "1 breaking"),
        ([change("x"), change("y")], "2 breaking"),
        ([change("x"), change("x", scenario="two")], "2 breaking of 1 kind"),
        (
            [change("x"), change("x"), change("y"), change("z", "benign")],
            "3 breaking of 2 kinds, 1 benign",
        ),
    ],
)
def test_the_result_is_one_line(changes, counts):
    assert drift_verdict(drift(*changes)) == f"{counts} in 3 scenarios: a → b"


def test_the_result_says_what_was_compared():
    assert drift_verdict(drift(kind="schemas", compared=1)) == "no drift in 1 schema: a → b"
    assert drift_verdict(drift(compared=0)) == "nothing was compared: a → b"
    old = side("a", "2026-11-01", "2026-11-03", evidence=["testnet", "other"])
    new = side("b", "2026-11-04", "2026-11-04", evidence=["reference"])
    assert drift_verdict(drift(old=old, new=new)) == (
        "no drift in 3 scenarios: a (testnet, other, recorded 2026-11-01 to 2026-11-03)"
        " → b (reference, recorded 2026-11-04)"
    )


def test_what_only_one_side_has_is_named_up_to_five():
    five = [*"abcde"]
    assert [*drift_notes(drift(only_old=five))] == ["only in a: a, b, c, d, e"]
    assert [*drift_notes(drift(only_new=[*five, "f", "g"]))] == [
        "only in b: a, b, c, d, e and 2 more"
    ]
    assert [*drift_notes(drift(only_new=[*five, "f"]))] == ["only in b: a, b, c, d, e and 1 more"]


def test_what_was_not_compared_has_a_line_for_each_reason_up_to_a_bound():
    entries = [{"scenario": f"s{n}", "why": why} for n, why in enumerate("xyxx")]
    assert [*drift_notes(drift(not_compared=entries))] == [
        "not compared: s0 and 2 more: x",
        "not compared: s1: y",
    ]
    many = [{"scenario": "s", "why": f"{n}"} for n in range(60)]
    assert len([*drift_notes(drift(not_compared=many))]) == MOST_KINDS == 40


def test_an_acceptance_of_no_use_is_named():
    entry = {"fingerprint": "abc", "reason": "agreed", "problem": "it expired"}
    assert [*drift_notes(drift(acceptances=[entry]))] == ["acceptance abc (agreed): it expired"]


@pytest.mark.parametrize(
    "scenarios, words",
    [
        (["one"], "one, exchange 1"),
        (["one", "one"], "2 times, in one, exchange 1"),
        (["one", "two", "one"], "3 times, in one, exchange 1 and 1 more"),
        (["one", "two", "six"], "3 times, in one, exchange 1 and 2 more"),
    ],
)
def test_a_kind_of_change_says_where_it_was_seen(scenarios, words):
    assert places_of([change(scenario=name) for name in scenarios]) == words


@pytest.mark.parametrize("number, more", [(40, ""), (41, "1 kind"), (45, "5 kinds")])
def test_kinds_beyond_the_most_are_counted(number, more):
    changes = [
        change(f"k{n:02}", fingerprint=f"f{n:02}")
        | dict.fromkeys(("rule", "sentence", "path"), "x")
        for n in range(number)
    ]
    whole = drift(*(c | {"old": "1", "new": "2"} for c in changes), told=[])
    counted = f"… and {number - MOST_KINDS} "
    for text in (drift_text(whole, 200), drift_as_markdown(whole)):
        assert (counted in text) is bool(more)
        assert text.count("f39") == 1
        assert text.count("f40") == 0


def test_benign_changes_are_shown_only_where_they_are_asked_for():
    words = dict.fromkeys(("rule", "sentence", "path", "old", "new"), "x")
    changes = [
        change("k1", "additive", fingerprint="f1", **words),
        change("k2", "benign", fingerprint="f2", **words),
    ]
    whole = drift(*changes, told=[])
    assert "f1" in drift_text(whole, 200)
    assert "f2" not in drift_text(whole, 200)
    assert "f2" in drift_text(whole, 200, benign=True)


def test_sentences_of_a_drift_are_not_cut_into_lines_by_us():
    words = dict.fromkeys(("rule", "sentence", "path", "old", "new"), "x")
    changes = [change(f"k{n:02}", fingerprint=f"f{n:02}", **words) for n in range(41)]
    whole = drift(*changes, told=["a sentence" * 10])
    lines = drift_text(whole, 30).splitlines()
    assert {whole["told"][0], drift_verdict(whole), RULE_NOTE} <= {*lines}
    assert "… and 1 further kind, which a report in JSON has" in lines
    assert {*drift_notes(whole)} <= {*lines}
