"""Whose it is, what came after ends that were not waited for."""

from conformance.evidence.live.doubts import innocent
from conformance.evidence.live.performance import Performance
from conformance.scenarios.script import Scenario
from conformance.transcript.frames import Direction, Frame, Transcript

ANSWER = '{"id":1,"status":200,"result":{}}'


def performed(name, answers, answer=ANSWER):
    """Return a performance in which a request was answered so many times."""
    frames = [Frame(Direction.SENT, '{"id":1,"method":"userDataStream.stop"}')]
    frames += [Frame(Direction.RECEIVED, answer)] * answers
    return Performance(Scenario(name, ()), raw=Transcript(name, tuple(frames)))


def test_where_it_comes_again_in_one_the_others_are_cleared():
    doubts = {"a": "d", "b": "d"}
    again = [performed("a", 2), performed("b", 1)]
    assert innocent(doubts, again) == {"b"}


def test_where_it_comes_again_in_none_nobody_is_cleared():
    assert innocent({"a": "d", "b": "d"}, [performed("a", 1), performed("b", 1)]) == frozenset()
    assert innocent({"a": "d"}, [Performance(Scenario("a", ()))]) == frozenset()


def test_where_the_one_during_which_it_came_has_it_again_those_before_are_cleared():
    assert innocent({"a": "d", "b": "d"}, [performed("d", 2)]) == {"a", "b"}


def test_what_came_in_another_group_clears_nobody():
    assert innocent({"a": "d", "b": "e"}, [performed("a", 2), performed("b", 1)]) == frozenset()


def test_where_an_answer_that_is_no_json_comes_again_in_one_the_others_are_cleared():
    again = [performed("a", 1, "no JSON"), performed("b", 1)]
    assert innocent({"a": "d", "b": "d"}, again) == {"b"}


def test_one_answer_of_several_that_is_no_json_is_enough():
    frames = [
        Frame(Direction.SENT, '{"id":1,"method":"userDataStream.stop"}'),
        Frame(Direction.RECEIVED, ANSWER),
        Frame(Direction.SENT, '{"id":2,"method":"userDataStream.stop"}'),
        Frame(Direction.RECEIVED, "no JSON"),
    ]
    again = Performance(Scenario("a", ()), raw=Transcript("a", tuple(frames)))
    assert innocent({"a": "d", "b": "d"}, [again, performed("b", 1)]) == {"b"}
