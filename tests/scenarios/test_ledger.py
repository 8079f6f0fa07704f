"""What a run costs: foretold, bounded, and compared with the server's own count."""

import json
import math

import pytest

from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.scenarios.ledger import Ledger, foretell, weight_of, weight_of_all
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction, Frame, Transcript
from conformance.transcript.throttling import requested_rest


def said(*counts, limit=2400):
    """Return a conversation in which each stop is answered with a count."""
    frames = []
    for count in counts:
        frames.append(Frame(Direction.SENT, '{"id":1,"method":"userDataStream.stop"}'))
        entry = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1}
        answer = {"id": 1, "status": 200, "result": {}}
        answer["rateLimits"] = [entry | {"limit": limit, "count": count}]
        frames.append(Frame(Direction.RECEIVED, json.dumps(answer)))
    return conversation_of(Transcript("test", tuple(frames)))


def test_a_request_weighs_what_its_page_says_and_any_other_1():
    assert weight_of('{"method":"session.logon"}') == 2
    assert weight_of('{"method":"userDataStream.stop"}') == 1
    assert weight_of("{") == weight_of(b"x") == weight_of('{"method":[]}') == 1


def test_a_template_weighs_what_its_frame_does():
    assert weight_of_all(BY_NAME["stop-after-logout"]) == 2 + 2 + 1 + 1


def test_sharing_connections_halves_the_cost():
    apart, shared = foretell(list(CATALOGUE), shared=False), foretell(list(CATALOGUE), shared=True)
    assert shared <= 0.55 * apart


def test_faulty_frames_and_other_urls_share_no_connection():
    connection_key = {
        scenario.connection_key for scenario in CATALOGUE if not scenario.needs_own_connection
    }
    assert foretell([BY_NAME["stop-malformed"], BY_NAME["stop-empty"]], shared=True) == 2 * (5 + 3)
    assert len(connection_key) == 7


def test_scenarios_of_another_session_share_no_connection():
    after, before = BY_NAME["stop-after-logout"], BY_NAME["stop-without-credentials"]
    assert after.connection_key != before.connection_key
    assert after.connection_key == BY_NAME["stop-after-logout-with-api-key"].connection_key


def test_counts_that_rise_as_foretold_agree():
    ledger = Ledger()
    ledger.charge(said(6, 7, 8), 0)
    assert (ledger.spent, ledger.compared, ledger.differences) == (3, 2, [])


def test_a_count_that_differs_is_told():
    ledger = Ledger()
    ledger.charge(said(6, 9), 0)
    assert ledger.differences == ["test: 7 foretold, 9 counted"]


def test_a_count_that_begins_anew_is_not_compared():
    ledger = Ledger()
    ledger.charge(said(6, 1), 0)
    assert (ledger.compared, ledger.differences) == (0, [])


def test_requests_in_flight_together_are_compared_as_one():
    ledger = Ledger()
    ledger.charge(conversation_of(perform_in_memory(BY_NAME["stop-pipelined"])), 0)
    assert (ledger.spent, ledger.compared, ledger.differences) == (9, 1, [])


def test_the_server_s_limit_is_taken_over():
    ledger = Ledger(percent=50)
    ledger.charge(said(6, limit=6000), 0)
    assert ledger.allowed == 3000


def test_without_a_budget_nothing_waits():
    ledger = Ledger()
    ledger.spend(10**6, 0)
    assert ledger.wait(10**6, 0) == 0


def test_a_budget_is_kept_in_any_minute():
    ledger = Ledger(percent=50, limit=40)
    ledger.spend(10, 0)
    ledger.spend(10, 30)
    assert ledger.wait(5, 40) == pytest.approx(20)
    assert ledger.wait(11, 40) == pytest.approx(50)
    assert ledger.wait(10, 61) == 0


def test_what_others_spend_counts_as_well():
    ledger = Ledger(percent=50, limit=40)
    ledger.charge(said(18, limit=40), 0)
    assert ledger.wait(3, 10) == pytest.approx(50)
    assert ledger.wait(2, 10) == 0


def test_what_is_more_than_the_budget_never_comes():
    assert math.isinf(Ledger(percent=50, limit=20).wait(11, 0))


def test_a_server_that_wants_rest_gets_it():
    ledger = Ledger()
    ledger.back_off(100)
    assert ledger.wait(1, 70) == pytest.approx(30)


def throttled(status, data=None):
    error = {"code": -1003, "msg": "No."} | ({"data": data} if data else {})
    answer = {"id": 1, "status": status, "error": error}
    frames = (
        Frame(Direction.SENT, '{"id":1,"method":"time"}'),
        Frame(Direction.RECEIVED, json.dumps(answer), 1_000),
    )
    return requested_rest(conversation_of(Transcript("test", frames)))


@pytest.mark.parametrize(
    "status, data, rest",
    [
        (200, None, None),
        (400, None, None),
        (429, None, 60),
        (418, None, math.inf),
        (429, {"retryAfter": 5_000}, 4),
        (418, {"retryAfter": 9_000, "serverTime": 2_000}, 7),
        (429, {"retryAfter": 1}, 0),
        (429, {"retryAfter": "soon"}, 60),
    ],
)
def test_a_rest_is_as_long_as_the_server_tells(status, data, rest):
    assert throttled(status, data) == rest
