"""What a run says of itself, from results that a test makes up."""

from dataclasses import replace
from datetime import date

import pytest
from runs import ACCOUNT, reference, target_at

from conformance.api.credentials import Credentials
from conformance.evidence.evidence import Pair
from conformance.evidence.live.performance import Performance
from conformance.evidence.live.results import judged_attempt
from conformance.evidence.live.targets import find_target
from conformance.evidence.run import INTERRUPTED, Run, _Unsettled, _wait
from conformance.reference.memory import perform_in_memory
from conformance.reference.wire import serve_reference
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.transcript.redaction import redact

URL = "ws://127.0.0.1:1/ws-dapi/v1"
NAMES = ["stop-twice", "stop-id-zero", "stop-id-uuid", "stop-with-api-key", "stop-id-null"]


def result(name, attempts=1, seconds=0.0, failure="", *, optional=False):
    """Return the result of a scenario, performed in memory unless it failed."""
    done = Performance(BY_NAME[name], failure=failure, optional=optional, seconds=seconds)
    if not failure:
        raw = perform_in_memory(BY_NAME[name])
        clean, redaction = redact(raw)
        done = replace(done, transcript=clean, raw=raw, redaction=redaction)
    return judged_attempt(done, attempts, date(2026, 11, 25))


def run_of(results, *, target=None, wanted=NAMES):
    run = Run(target or target_at(URL), Credentials("k" * 64), 2.0)
    run.wanted, run.results = [*wanted], results
    return run


@pytest.fixture(scope="module")
def mixed():
    return {
        NAMES[0]: result(NAMES[0], seconds=0.1),
        NAMES[1]: result(NAMES[1], attempts=2, seconds=0.4),
        NAMES[2]: result(NAMES[2], attempts=3, seconds=0.3),
        NAMES[3]: result(NAMES[3], failure="no answer"),
        NAMES[4]: result(NAMES[4], failure="no second account", optional=True),
    }


def test_a_run_of_nothing_says_nothing():
    assert run_of({}, wanted=[]).summary_lines() == []


def test_a_run_says_how_much_was_performed_left_out_and_performed_again(mixed):
    assert run_of(mixed).summary_lines() == [
        f"other: 3 of 5 scenarios performed now against {URL}; 1 optional one left out",
        "performed again: 2 scenarios, stop-id-zero, stop-id-uuid",
    ]


def test_only_three_that_were_performed_again_are_named():
    again = {name: result(name, attempts=2) for name in NAMES[:4]}
    (_, line) = run_of(again, wanted=NAMES[:4]).summary_lines()
    assert line == "performed again: 4 scenarios, stop-twice, stop-id-zero, stop-id-uuid"


def test_a_run_in_which_all_went_well_says_no_more(mixed):
    run = run_of({NAMES[0]: mixed[NAMES[0]]}, target=find_target("reference"), wanted=NAMES[:1])
    where = "performed now against the embedded reference server"
    assert run.summary_lines() == [f"reference: 1 of 1 scenario {where}"]
    assert run.ledger is None


def test_the_three_that_took_longest_are_named_and_only_what_was_judged(mixed):
    run = run_of(mixed | {"stop-pipelined": result("stop-pipelined", seconds=0.05)})
    assert run.slowest() == [("stop-id-zero", 0.4), ("stop-id-uuid", 0.3), ("stop-twice", 0.1)]


def test_why_scenarios_were_not_performed_but_for_what_was_left_out(mixed):
    run = run_of(mixed, wanted=[*NAMES, "stop-pipelined"])
    assert run.failures() == {NAMES[3]: "no answer", "stop-pipelined": INTERRUPTED}


def test_a_verdict_of_what_was_not_performed_is_inconclusive_and_says_why(mixed):
    run = run_of(mixed)
    pairs = {pair.scenario: pair for pair in run.pairs()}
    kept = run.verdict(pairs[NAMES[0]])
    assert kept.outcome == "kept"
    for name, why, optional in (
        (NAMES[3], "no answer", False),
        (NAMES[4], "no second account", True),
        ("stop-pipelined", INTERRUPTED, False),
    ):
        verdict = run.verdict(pairs[name])
        assert (verdict.outcome, verdict.reason, verdict.optional) == (
            "inconclusive",
            why,
            optional,
        )
        assert run.conversation(pairs[name]) is None
    assert run.conversation(pairs[NAMES[0]]) is not None


def test_pairs_are_of_every_scenario_and_of_weights_only_where_nobody_shares_them():
    shared, alone = run_of({}).pairs(), run_of({}, target=find_target("reference")).pairs()
    for pairs in (shared, alone):
        assert [*dict.fromkeys(pair.scenario for pair in pairs)] == [s.name for s in CATALOGUE]
    assert {*shared} != {*alone}
    assert {pair.evidence_class for pair in alone} == {"reference"}
    assert isinstance(shared[0], Pair)


def test_what_is_lacking_is_left_out_only_of_what_others_run():
    needing = next(s for s in CATALOGUE if "otherKey" in s.needs)
    assert run_of({}).leaves_out(needing)
    assert not run_of({}).leaves_out(BY_NAME["stop-twice"])
    assert not run_of({}, target=find_target("reference")).leaves_out(needing)


def test_another_attempt_waits_as_long_as_it_is_told_and_no_other_error_is_tried_again():
    assert _wait(_Unsettled(0.0)) is True
    assert _wait(_Unsettled(15.0)) == 15.0
    assert _wait(ValueError()) is False


def test_how_far_a_run_is_is_shown():
    shown = []
    with serve_reference(reference) as url:
        run = Run(target_at(url), ACCOUNT, 20.0, progress=lambda *about: shown.append(about))
        run.gather(NAMES[:2], on_performed=lambda _: None)
    order = [scenario.name for scenario in CATALOGUE if scenario.name in NAMES[:2]]
    assert shown == [*((name, done, 2) for done, name in enumerate(order)), ("",)]
