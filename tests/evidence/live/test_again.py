"""What is judged again: answers that came late, and troubles that a later scenario disproves."""

from dataclasses import replace

import pytest
from conversations import ask, came, no, ok
from runs import ACCOUNT, reference, target_at

from conformance.api.codes import UNAVAILABLE
from conformance.api.venues import HANDSHAKE_WEIGHT
from conformance.evidence.live import performer as module
from conformance.evidence.live.attempts import Trouble
from conformance.evidence.live.launch import performer
from conformance.evidence.live.performance import Performance
from conformance.reference.wire import serve_reference
from conformance.scenarios.catalogue import BY_NAME
from conformance.scenarios.ledger import WORST_AFTERTHOUGHT, Ledger, weight_of_all
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Ending, Transcript

STOP, OTHER = BY_NAME["stop-with-api-key"], BY_NAME["stop-twice"]
METHOD = "userDataStream.stop"
GONE = Trouble("complete", None, (UNAVAILABLE,), (2,), (METHOD,))


@pytest.fixture(scope="module")
def url():
    with serve_reference(reference) as url:
        yield url


@pytest.fixture
def own(url):
    """Return a performer that has performed one scenario."""
    with performer(target_at(url), ACCOUNT, 20) as own:
        own.perform(STOP)
        yield own
        own.connections.pause = lambda _: None  # nothing is late here


def called_lasting(own, trouble):
    done = own.latest[STOP.name]
    raw = replace(done.raw, ending=Ending(again=True))
    own.latest[STOP.name] = replace(done, raw=raw, trouble=trouble)


def test_a_trouble_that_was_called_lasting_is_withdrawn_once_the_method_works(own):
    called_lasting(own, GONE)
    (back,) = own.withdrawn()
    assert back.scenario is STOP
    assert not back.raw.ending.again
    assert not back.transcript.ending.again
    assert own.latest[STOP.name] is back
    assert own.withdrawn() == []


@pytest.mark.parametrize(
    "trouble", [None, replace(GONE, methods=("session.logon",)), replace(GONE, errors=(-1003,))]
)
def test_any_other_trouble_stays(own, trouble):
    called_lasting(own, trouble)
    assert own.withdrawn() == []
    assert own.latest[STOP.name].raw.ending.again


def test_what_was_never_called_lasting_is_not_withdrawn(own):
    own.latest[STOP.name] = replace(own.latest[STOP.name], trouble=GONE)
    own.latest[OTHER.name] = Performance(OTHER, failure="no answer", trouble=GONE)
    assert own.withdrawn() == []


def test_answers_that_came_late_are_added_to_their_scenario(own):
    raw = own.latest[STOP.name].raw
    late = [came('{"id":"late"}'), came('{"id":"later"}')]
    own.connections.late = [(raw, frame) for frame in late]
    (back,) = own.belated()
    assert back.raw.frames == (*raw.frames, *late)
    assert len(back.transcript.frames) == len(raw.frames) + 2
    assert own.latest[STOP.name] is back
    assert own.connections.late == []
    assert own.belated() == []


def test_an_answer_that_came_to_an_attempt_that_does_not_count_is_no_scenario_s(own):
    raw = own.latest[STOP.name].raw
    earlier = replace(raw, frames=(came("other"), *raw.frames[1:]))
    unknown = replace(raw, scenario="account-before")
    own.connections.late = [(each, came("late")) for each in (earlier, unknown)]
    assert own.belated() == []


def test_secrets_are_remembered_up_to_a_number(own, monkeypatch):
    failed = Performance(STOP, failure="no")
    assert own.cleaned(failed) is failed
    own.secrets.clear()
    monkeypatch.setattr(module, "_MOST_SECRETS", 1)
    done = own.latest[STOP.name]
    assert len(own.cleaned(done).redaction.replacements) > 1
    assert len(own.secrets) == 1
    for secrets in (["another"], ["another", "a third"]):
        own.secrets = dict.fromkeys(secrets)
        own.cleaned(done)
        assert [*own.secrets] == secrets


def may_pass(own, *frames, attempt=1, **about):
    """Return whether a conversation may differ at another attempt."""
    conversation = conversation_of(Transcript("some", frames, **about))
    return own._may_pass(conversation, module.trouble_of(conversation), attempt)


def throttled(seconds):
    error = {"code": -1003, "msg": "Too many.", "data": {"serverTime": 0, "retryAfter": seconds}}
    return came({"id": 1, "status": 429, "error": error})


def test_a_kept_scenario_is_performed_once(own):
    assert not may_pass(own, ask(METHOD), ok())
    assert not may_pass(own, ask(METHOD), no())


def test_a_server_that_throttles_is_waited_for_as_long_as_a_run_may_rest(own):
    now = [100.0]
    own.connections.steady = lambda: now[0]
    own.rest_left = 30.0
    assert may_pass(own, ask(METHOD), throttled(30_000), attempt=2)
    assert own.rest_left == 0.0
    assert own.ledger._until == 130.0
    assert not may_pass(own, ask(METHOD), throttled(30_000), attempt=3)
    assert not may_pass(own, ask(METHOD), throttled(1_000))
    assert own.unanswered == module.GIVE_UP_AFTER
    assert own.cause == "the server throttles, and wants 1 s of rest"


def test_a_time_that_has_passed_is_tried_once_more(own):
    assert may_pass(own, ask(METHOD), throttled(-1), attempt=1)
    assert not may_pass(own, ask(METHOD), throttled(-1), attempt=2)


def test_after_silence_from_a_dead_server_nothing_is_tried_again(own):
    silent = Ending("silent")
    assert may_pass(own, ask(METHOD), ending=silent)
    assert not may_pass(own, ask(METHOD), ending=silent, attempt=2)
    own.connections.is_dead = True
    assert may_pass(own, ask(METHOD), ending=silent)
    own.unanswered = 1
    assert not may_pass(own, ask(METHOD), ending=silent)


def test_more_than_is_read_is_no_luck(own):
    assert not may_pass(own, ask(METHOD), ok(), ending=Ending("cut", 1009))
    assert may_pass(own, ask(METHOD), ok(), ending=Ending("cut", 1007))


@pytest.mark.parametrize("shared", [True, False])
def test_a_scenario_is_performed_if_the_budget_allows_all_that_it_may_cost(own, shared):
    weight = weight_of_all(STOP) + WORST_AFTERTHOUGHT
    if not shared:
        own.connections.idle.clear()
        weight += HANDSHAKE_WEIGHT
    own.connections.ledger = Ledger(100, limit=weight)
    assert own._await_turn(STOP) == ""
    own.connections.ledger = Ledger(100, limit=weight - 1)
    assert own._await_turn(STOP) == (
        f"it may cost {weight} of request weight, and {weight - 1} a minute are "
        "all that the budget allows: raise --weight-budget"
    )


def test_a_run_waits_for_its_own_weight_and_no_longer_than_it_may_for_the_server_s_counts(own):
    now, waited, shown = [1000.0], [], []
    own.connections.steady, own.connections.pause = lambda: now[0], waited.append
    own.progress = lambda *about: shown.append(about[0])
    own.connections.ledger = Ledger(100, limit=20)
    assert own._await_turn(STOP) == ""
    assert waited == []
    own.ledger.spend(15, 1000.0)
    own.wait_left = 5.0
    assert own._await_turn(STOP) == ""
    assert (waited, shown) == ([60.0], ["waiting 60 s for request weight"])
    assert own.wait_left == 5.0
    own.connections.ledger = Ledger(100, limit=20)
    own.ledger._last_count, own.ledger._counted_at = 18, 945.0
    assert own._await_turn(STOP) == ""
    assert own.wait_left == 0.0
    own.ledger._counted_at = 946.0
    assert own._await_turn(STOP) == "not tried: the run has waited 600 s for the server's counts"
