"""Pings of a server, and which of them a client had time to answer."""

import pytest

from conformance.contract.judge import judge
from conformance.contract.requests.controls import answers_pings, pings_sparingly
from conformance.contract.verdict import Outcome
from conformance.transcript.frames import Direction, Frame, Opcode, Transcript

PING = Frame(Direction.RECEIVED, b"", 1_000, Opcode.PING)


@pytest.mark.parametrize("at, outcome", [(1_999, Outcome.UNTESTED), (2_000, Outcome.BROKEN)])
def test_a_client_that_sends_something_a_second_after_a_ping_had_time_for_its_pong(at, outcome):
    request = Frame(Direction.SENT, '{"id":1,"method":"userDataStream.stop"}', at)
    (verdict,) = judge(Transcript("test", (request,), controls=(PING,)), [answers_pings])
    assert verdict.outcome is outcome


@pytest.mark.parametrize(
    "many, last, outcome",
    [(5, 0, Outcome.KEPT), (6, 999, Outcome.BROKEN), (6, 1_000, Outcome.KEPT)],
)
def test_a_client_may_send_five_pings_in_a_second(many, last, outcome):
    pings = [Frame(Direction.SENT, b"", 0, Opcode.PING) for _ in range(many - 1)]
    controls = (*pings, Frame(Direction.SENT, b"", last, Opcode.PING))
    (verdict,) = judge(Transcript("test", (), controls=controls), [pings_sparingly])
    assert verdict.outcome is outcome


@pytest.mark.parametrize("many, outcome", [(6, Outcome.KEPT), (7, Outcome.BROKEN)])
def test_one_pong_answers_a_ping_and_the_others_count(many, outcome):
    pongs = [Frame(Direction.SENT, b"", 1_000, Opcode.PONG) for _ in range(many)]
    (verdict,) = judge(Transcript("test", (), controls=(PING, *pongs)), [pings_sparingly])
    assert verdict.outcome is outcome
