"""Which exchanges of two recordings belong together, and which recordings cannot be compared."""

from dataclasses import replace

import pytest

from conformance.drift.alignment import NotComparable, aligned
from conformance.drift.notation import transcript
from conformance.transcript.conversation import conversation_of

STOP = '> {"id":%d,"method":"userDataStream.stop"}'
PING = '> {"id":%d,"method":"userDataStream.ping"}'
STATUS = '> {"id":%d,"method":"session.status"}'
DONE = '< {"id":%d,"status":200,"result":{}}'


def script(*requests, end=""):
    """Return a recording of requests, each with an answer, but for one with a question mark."""
    lines = []
    for number, request in enumerate(requests, start=1):
        answered = not request.endswith("?")
        lines.append(request.rstrip("?") % number)
        lines += [DONE % number] if answered else []
    return "\n".join([*lines, *([end] if end else [])])


def pairs(old, new):
    """Return the numbers of the requests that are compared."""
    conversations = (conversation_of(transcript(text)) for text in (old, new))
    return [(one.number, other.number) for one, other in aligned(*conversations)]


def test_the_same_requests_belong_together():
    assert pairs(script(STOP, PING), script(STOP, PING)) == [(1, 1), (2, 2)]


def test_ids_are_chosen_anew_and_make_no_difference():
    assert pairs(STOP % 7 + "\n" + DONE % 7, script(STOP)) == [(1, 1)]


def test_a_request_that_only_one_side_asks_makes_it_another_script():
    with pytest.raises(NotComparable, match=r"new one asks userDataStream\.ping as request 2"):
        pairs(script(STOP), script(STOP, PING))
    with pytest.raises(NotComparable, match=r"old one asks userDataStream\.ping as request 1"):
        pairs(script(PING, STOP), script(STOP))


def test_what_one_side_did_not_come_to_as_it_ended_early_is_left_out():
    assert pairs(script(STOP, PING), script(STOP, end="x 1008 bye")) == [(1, 1)]
    assert pairs(script(STOP, end="x 1008 bye"), script(STOP, PING)) == [(1, 1)]


def test_what_is_missing_before_the_end_is_not_excused_by_it():
    with pytest.raises(NotComparable):
        pairs(script(STOP, PING, STOP), script(STOP, STOP, end="x 1008 bye"))
    with pytest.raises(NotComparable):
        pairs(script(STOP, PING, end="x 1008 bye"), script(STOP))


def test_what_only_looks_whether_a_connection_lives_may_be_missing():
    assert pairs(script(STOP, STATUS, PING), script(STOP, PING)) == [(1, 1), (3, 2)]
    assert pairs(script(STOP), script(STOP, STATUS)) == [(1, 1)]


def test_the_last_requests_without_an_answer_before_a_close_are_left_out():
    closed = script(STOP, f"{PING}?", end="x 1008 bye")
    assert pairs(closed, script(STOP, PING)) == [(1, 1)]
    assert pairs(script(STOP, PING), closed) == [(1, 1)]
    assert pairs(script(STOP, f"{PING}?"), script(STOP, PING)) == [(1, 1), (2, 2)]


def test_recordings_with_nothing_in_common_are_not_compared():
    with pytest.raises(NotComparable, match=r"no request in common|different versions"):
        pairs(script(STOP, end="x 1008 bye"), script(PING, end="x 1008 bye"))


def test_whose_key_a_request_has_is_compared_where_the_account_s_key_is_known():
    one, other = (
        transcript(f'> {{"id":1,"method":"userDataStream.stop","params":{{"apiKey":"{key}"}}}}')
        for key in ("k", "another")
    )
    with pytest.raises(NotComparable):
        aligned(conversation_of(one), conversation_of(other))
    unknown = replace(other, api_key=None)
    assert len(aligned(conversation_of(one), conversation_of(unknown))) == 1
