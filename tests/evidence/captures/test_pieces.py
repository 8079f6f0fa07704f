"""Pieces of a capture: what is counted, what is shown, and with which lines."""

import pytest

from conformance.contract.clauses import CLAUSES
from conformance.contract.verdict import Outcome, Verdict
from conformance.evidence.captures.lines import Captured
from conformance.evidence.captures.pieces import (
    MOST_WHOLE,
    Batch,
    Piece,
    judge_piece,
    pieces_of,
    speaks_of_unavailable,
    transcript_of,
)
from conformance.transcript.frames import Direction, EvidenceClass, Frame, Transcript

FRAME = Frame(Direction.SENT, "x")
KEY = "k" * 64


def verdict(outcome=Outcome.KEPT, subjects=1):
    return Verdict(CLAUSES[0], "s", EvidenceClass.OTHER, outcome, subjects=subjects)


def piece(number, *verdicts):
    return Piece(number, number, Transcript("s", (FRAME,)), verdicts)


def line(number, method="userDataStream.stop", answer='{"id":1,"status":200,"result":{}}', **more):
    """Return a captured line: a request, and the answer to it."""
    request = f'{{"id":1,"method":"{method}","params":{{"apiKey":"{KEY}"}}}}'
    frames = (Frame(Direction.SENT, request), Frame(Direction.RECEIVED, answer))
    return captured(number, *frames, **more)


def captured(number, *frames, endpoint="", logged_on=None):
    return Captured(number, frames or (FRAME,), "", logged_on, endpoint)


def test_verdicts_and_their_subjects_are_counted():
    batch = Batch()
    batch.count([verdict(subjects=2), verdict(Outcome.BROKEN)])
    batch.count([verdict(subjects=3)], times=4)
    clause = CLAUSES[0].id
    assert batch.sums == {(clause, "kept", ""): (5, 14), (clause, "broken", ""): (1, 1)}


def test_a_batch_takes_the_next_one_as_it_is():
    one, two = Batch(2, [piece(1)]), Batch(3, [piece(2), piece(3)])
    two.count([verdict()])
    one.merge(two)
    assert (one.judged, [each.first for each in one.pieces]) == (5, [1, 2, 3])
    assert one.sums == two.sums


def test_pieces_beyond_the_most_are_only_counted():
    one, two = Batch(), Batch(0, [piece(n, verdict()) for n in range(5)])
    one.merge(two, most=3)
    assert [each.first for each in one.pieces] == [0, 1, 2]
    assert one.sums == {(CLAUSES[0].id, "kept", ""): (2, 2)}


def test_only_the_first_pieces_keep_their_frames():
    one = Batch()
    one.merge(Batch(0, [piece(n) for n in range(MOST_WHOLE + 2)]), most=10_000)
    assert [bool(each.transcript.frames) for each in one.pieces[-3:]] == [True, False, False]


def test_lines_are_a_transcript_named_after_them_at_the_first_address_that_is_known():
    lines = [captured(3), captured(4, endpoint="ws://a"), captured(7, endpoint="ws://b")]
    transcript = transcript_of("FILE", lines, lasting=True)
    assert (transcript.scenario, transcript.endpoint) == ("FILE:3-7", "ws://a")
    assert (transcript.ending.again, transcript.partial) == (True, True)
    assert transcript.evidence_class is EvidenceClass.OTHER
    assert transcript_of("FILE", lines[:1], lasting=False).ending.again is False


@pytest.mark.parametrize(
    "of_the_line, known, wanted",
    [(None, None, None), (None, True, True), (False, True, False), (True, False, True)],
)
def test_what_a_line_says_of_its_session_counts_more_than_what_was_known(
    of_the_line, known, wanted
):
    lines = [captured(1, logged_on=of_the_line), captured(2, logged_on=not of_the_line)]
    assert transcript_of("FILE", lines, lasting=False, logged_on=known).logged_on is wanted


@pytest.mark.parametrize(
    "method, works",
    [
        ("userDataStream.stop", True),
        ("v1/userDataStream.stop", True),
        ("session.status", False),
    ],
)
def test_a_method_of_streams_that_succeeds_works(method, works):
    transcript = transcript_of("FILE", [line(1, method)], lasting=False)
    assert judge_piece(transcript).works is works


def test_a_method_that_fails_does_not_work():
    refused = '{"id":1,"status":400,"error":{"code":-1125,"msg":"no"}}'
    assert not judge_piece(transcript_of("F", [line(1, answer=refused)], lasting=False)).works


def test_a_service_that_calls_itself_unavailable_is_noticed():
    assert speaks_of_unavailable([FRAME, Frame(Direction.RECEIVED, '{"error":{"code":-1016}}')])
    assert not speaks_of_unavailable([FRAME, Frame(Direction.RECEIVED, "-1015")])


def test_a_problem_has_the_lines_of_its_exchange_and_the_rest_is_one_piece():
    wrong = '{"id":1,"status":"200","result":{}}'
    lines = [line(5), line(6, answer=wrong), line(7)]
    judgement = judge_piece(transcript_of("FILE", lines, lasting=False))
    first, rest = pieces_of("FILE", lines, judgement)
    assert (first.first, first.last, first.transcript.scenario) == (6, 6, "FILE:6")
    assert [frame.data for frame in first.transcript.frames][1] == wrong
    assert {v.outcome for v in first.verdicts} == {Outcome.BROKEN}
    assert {p.place for v in first.verdicts for p in v.problems} == {"exchange 1"}
    assert {v.scenario for v in first.verdicts} == {"FILE:6"}
    assert (rest.first, rest.last) == (5, 7)
    assert Outcome.BROKEN not in {v.outcome for v in rest.verdicts}


def test_one_line_is_one_piece_with_all_its_verdicts():
    lines = [line(5, answer='{"id":1,"status":"200","result":{}}')]
    judgement = judge_piece(transcript_of("FILE", lines, lasting=False))
    (only,) = pieces_of("FILE", lines, judgement)
    assert only.verdicts == judgement.verdicts
    assert {Outcome.BROKEN, Outcome.KEPT} <= {v.outcome for v in only.verdicts}


@pytest.mark.parametrize(
    "logged_on, methods, wanted",
    [
        (None, ["userDataStream.stop"], None),
        (True, ["userDataStream.stop"], True),
        (False, ["userDataStream.stop"], False),
        (True, ["session.logout"], False),
    ],
)
def test_whether_the_session_is_logged_on_after_a_piece_is_known_or_not(logged_on, methods, wanted):
    lines = [line(number, method) for number, method in enumerate(methods, start=1)]
    judged = judge_piece(transcript_of("s", lines, lasting=True, logged_on=logged_on))
    assert judged.logged_on is wanted
