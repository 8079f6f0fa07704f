"""Verdicts: what outweighs what, and that nothing raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.clause import MUST, Chapter, Doubt, Outcome, Problem
from conformance.clauses import CLAUSES
from conformance.clauses.subjects import answered
from conformance.judging import judge
from conformance.sources import assumed
from conformance.transcript import Direction, Ending, Evidence, Frame, Opcode, Transcript

HERE = assumed("a test")


def law(*findings, first=None):
    """Make a chapter of one clause that finds these, one after the other."""
    chapter = Chapter("T", "Test")
    coming = iter(findings)

    @chapter.clause(1, MUST, of=answered, source=HERE, leans=(first,) if first else ())
    def clause(_subject):
        """Hold."""
        found = next(coming)
        if isinstance(found, Exception):
            raise found
        return found

    return clause


def asked(times):
    frames = []
    for number in range(times):
        frames.append(Frame(Direction.SENT, f'{{"id":{number}}}'))
        frames.append(Frame(Direction.RECEIVED, f'{{"id":{number},"status":200,"result":{{}}}}'))
    return Transcript("test", tuple(frames), Evidence.OTHER)


PROBLEM = Problem("$", 1, 2)
DOUBT = Doubt("who knows")


@pytest.mark.parametrize(
    "findings, outcome",
    [
        ([None, None], Outcome.KEPT),
        ([None, PROBLEM], Outcome.BROKEN),
        ([None, DOUBT], Outcome.INCONCLUSIVE),
        ([PROBLEM, DOUBT], Outcome.BROKEN),
        ([PROBLEM, ValueError("oops")], Outcome.FAULT),
        ([], Outcome.UNTESTED),
    ],
)
def test_the_graver_finding_is_the_verdict(findings, outcome):
    (verdict,) = judge(asked(len(findings)), [law(*findings)])
    assert verdict.outcome is outcome
    assert verdict.subjects == len(findings)


def test_a_clause_is_blocked_where_the_one_it_leans_on_is_broken():
    first = law(PROBLEM, None)
    second = law(None, first=first)
    _, verdict = judge(asked(2), [first, second])
    assert verdict.outcome is Outcome.BLOCKED
    assert "T-1" in verdict.reason


def test_a_problem_keeps_its_place():
    (verdict,) = judge(asked(2), [law(None, PROBLEM)])
    assert [located.place for located in verdict.problems] == ["exchange 2"]


TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            '{"id":1,"status":200,"result":{}}',
            '{"id":1,"status":400,"error":{"code":-1,"msg":"x"}}',
            '{"id":1,"error":[]}',
            '{"id":{},"status":"200","result":null,"rateLimits":[1,{},{"limit":NaN}]}',
            '{"id":1,"status":200,"result":{},"rateLimits":{"a":1}}',
            '{"error":{"code":"x"},"result":[],"rateLimits":[[]]}',
            '{"id":"logon","method":"session.logon","params":[]}',
            '{"id":"stop","method":"userDataStream.stop","params":{"apiKey":{}}}',
            '{"id":null,"method":["userDataStream.stop"],"params":null}',
            '{"id":3,"method":"userDataStream.start","params":{"apiKey":"k"}}',
            "[]",
            "1e999",
        ]
    ),
)
FRAMES = st.builds(
    Frame,
    st.sampled_from(Direction),
    TEXTS | st.binary(max_size=10),
    st.integers(0, 2**45),
    st.sampled_from(Opcode),
    st.none() | st.text(max_size=5),
)
TRANSCRIPTS = st.builds(
    Transcript,
    scenario=st.just("strange"),
    frames=st.lists(FRAMES, max_size=12).map(tuple),
    endpoint=st.sampled_from(["", "ws://x/?returnRateLimits=false"]),
    ending=st.builds(
        Ending,
        st.sampled_from(["complete", "closed", "silent", "cut"]),
        st.none() | st.integers(),
        alive=st.none() | st.booleans(),
    ),
    api_key=st.none() | st.just("k"),
    exclusive=st.booleans(),
    partial=st.booleans(),
    logged_on=st.none() | st.booleans(),
)


@given(TRANSCRIPTS)
def test_no_transcript_makes_a_clause_raise(transcript):
    found = judge(transcript, CLAUSES)
    assert [verdict.reason for verdict in found if verdict.outcome is Outcome.FAULT] == []
