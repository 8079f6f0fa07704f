"""What a run costs: foretold, bounded, and compared with the server's own count."""

import json
import math

import pytest

from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.scenarios.ledger import Ledger, foretell, weight_of, weight_of_all
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction, Frame, Transcript


def counting(*counts, limit=2400):
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
    of_one = [scenario for scenario in CATALOGUE if not scenario.connections]
    assert foretell(of_one, shared=True) <= 0.55 * foretell(of_one, shared=False)


def test_each_connection_to_the_api_costs_a_handshake_and_a_stream_costs_nothing():
    several = BY_NAME["stream-after-a-stop-on-another-connection"]
    assert foretell([several], shared=True) == 2 * 5 + 3


def test_what_is_asked_of_another_venue_is_counted_there():
    beside = BY_NAME["stop-leaves-the-stream-of-the-neighbour"]
    assert foretell([beside], shared=True) == 5 + 2
    ledger = Ledger()
    ledger.charge(conversation_of(perform_in_memory(beside)), 0)
    assert (ledger.spent, ledger.differences) == (2, [])


def test_counts_that_rise_as_foretold_agree():
    ledger = Ledger()
    ledger.charge(counting(6, 7, 8), 0)
    assert (ledger.spent, ledger.compared, ledger.differences) == (3, 2, [])


def test_a_count_that_differs_is_told():
    ledger = Ledger()
    ledger.charge(counting(6, 9), 0)
    assert ledger.differences == ["test: 7 foretold, 9 counted"]


def test_a_count_that_begins_anew_is_not_compared():
    ledger = Ledger()
    ledger.charge(counting(6, 1), 0)
    assert (ledger.compared, ledger.differences) == (0, [])


def test_a_count_up_to_its_limit_is_one_and_beyond_it_none():
    ledger = Ledger(percent=100)
    ledger.charge(counting(7, 8, limit=8), 0)
    assert (ledger.compared, ledger.differences, ledger.allowed) == (1, [], 8)
    ledger.charge(counting(9, limit=8), 0)
    assert ledger.differences == ["test: 9 counted, of a limit of 8"]
    assert ledger.compared == 1


def test_requests_in_flight_together_are_compared_as_one():
    ledger = Ledger()
    ledger.charge(conversation_of(perform_in_memory(BY_NAME["stop-pipelined"])), 0)
    assert (ledger.spent, ledger.compared, ledger.differences) == (9, 1, [])


def test_the_server_s_limit_is_taken_over():
    ledger = Ledger(percent=50)
    ledger.charge(counting(6, limit=6000), 0)
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
    ledger.charge(counting(18, limit=40), 0)
    assert ledger.wait(3, 10) == pytest.approx(50)
    assert ledger.wait(2, 10) == 0


def test_what_is_more_than_the_budget_never_comes():
    assert math.isinf(Ledger(percent=50, limit=20).wait(11, 0))


def test_a_server_that_wants_rest_gets_it():
    ledger = Ledger()
    ledger.back_off(100)
    assert ledger.wait(1, 70) == pytest.approx(30)
