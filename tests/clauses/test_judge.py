"""Verdicts: what outweighs what, and that nothing raises."""

from dataclasses import replace

import pytest

from conformance.api.sources import assumed
from conformance.contract.clause import MUST, Chapter, Doubt, Problem
from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.subjects import answered, whole_connection
from conformance.contract.verdict import Outcome
from conformance.transcript.frames import Direction, Ending, EvidenceClass, Frame, Transcript
from conformance.transcript.kinds import is_revocation

HERE = assumed("a test")


def law(*findings, first=None):
    """Make a chapter of one clause that finds these, one after the other."""
    chapter = Chapter("T", "Test")
    coming = iter(findings)

    @chapter.clause(1, MUST, of=answered, source=HERE, leans=(first,) if first else ())
    def clause(_subject):
        """Hold."""
        finding = next(coming)
        if isinstance(finding, Exception):
            raise finding
        return finding

    return clause


def law_of_the_connection(*findings, first=None):
    return replace(law(*findings, first=first), of=whole_connection)


def exchanges(times):
    frames = []
    for number in range(times):
        frames.append(Frame(Direction.SENT, f'{{"id":{number}}}'))
        frames.append(Frame(Direction.RECEIVED, f'{{"id":{number},"status":200,"result":{{}}}}'))
    return Transcript("test", tuple(frames), EvidenceClass.OTHER)


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
    (verdict,) = judge(exchanges(len(findings)), [law(*findings)])
    assert verdict.outcome is outcome
    assert verdict.subjects == len(findings)


def test_a_clause_is_blocked_where_the_one_it_leans_on_is_broken():
    first = law(PROBLEM, None)
    second = law(None, first=first)
    _, verdict = judge(exchanges(2), [first, second])
    assert verdict.outcome is Outcome.BLOCKED
    assert "T-1" in verdict.reason


def test_a_verdict_gives_its_reasons():
    (doubted,) = judge(exchanges(2), [law(DOUBT, Doubt("nobody"))])
    assert doubted.reason == "who knows"
    (faulty,) = judge(exchanges(1), [law(ValueError("oops"))])
    assert faulty.reason == "ValueError: oops"
    (broken,) = judge(exchanges(2), [law(DOUBT, PROBLEM)])
    assert broken.reason == ""
    (kept,) = judge(exchanges(1), [law(None)])
    assert kept.reason == ""


def test_a_verdict_names_its_clause_scenario_and_evidence():
    clause = law(None)
    (verdict,) = judge(exchanges(1), [clause])
    assert verdict.clause is clause
    assert verdict.scenario == "test"
    assert verdict.evidence_class is EvidenceClass.OTHER


def test_what_leans_on_the_connection_is_not_blocked_by_it():
    first = law_of_the_connection(PROBLEM)
    second = law_of_the_connection(None, first=first)
    _, verdict = judge(exchanges(1), [first, second])
    assert verdict.outcome is Outcome.KEPT


def test_what_leans_on_a_blocked_clause_is_blocked_too():
    first = law(PROBLEM)
    second = law(None, first=first)
    third = law(None, first=second)
    *_, verdict = judge(exchanges(1), [first, second, third])
    assert verdict.reason == "exchange 1 breaks T-1, on which this leans"


def test_a_clause_may_lean_on_one_that_is_left_out():
    second = law(None, first=law(PROBLEM))
    (verdict,) = judge(exchanges(1), [second])
    assert verdict.outcome is Outcome.KEPT


SOUND = '{"id":0,"method":"time"}'
FAULTY = "{"


@pytest.mark.parametrize(
    "requests, ending, reason",
    [
        ([SOUND], Ending(), ""),
        ([SOUND], Ending("closed", 1006, "reset", alive=True), "reset"),
        ([SOUND], Ending("cut", 1009), "cut"),
        ([FAULTY], Ending("closed", 1006), ""),
        ([FAULTY], Ending("cut", 1009), "cut"),
        ([FAULTY, SOUND], Ending("closed", 1006), ""),
        ([FAULTY, SOUND, SOUND], Ending("closed", 1006), "closed"),
        ([SOUND, FAULTY], Ending("closed", 1006), ""),
        ([FAULTY, SOUND], Ending("silent", alive=True), ""),
        ([FAULTY, SOUND], Ending("silent", alive=False), "silent"),
        ([SOUND, FAULTY], Ending("silent", alive=True), "silent"),
        ([FAULTY, SOUND, SOUND], Ending("silent", alive=True), "silent"),
        ([SOUND, FAULTY, SOUND], Ending("silent", alive=True), ""),
        ([], Ending("closed", 1006), "closed"),
    ],
)
def test_what_found_no_subject_is_untested_only_where_the_scenario_came_to_an_end(
    requests, ending, reason
):
    frames = tuple(Frame(Direction.SENT, text) for text in requests)
    (verdict,) = judge(Transcript("test", frames, ending=ending), [law()])
    if reason:
        assert verdict.outcome is Outcome.INCONCLUSIVE
        assert verdict.reason == f"not performed to its end: {reason}"
    else:
        assert verdict.outcome is Outcome.UNTESTED
        assert verdict.reason == "there was nothing to look at"


def test_what_was_kept_before_a_scenario_broke_off_stays_kept():
    transcript = replace(exchanges(1), ending=Ending("cut", 1009))
    (verdict,) = judge(transcript, [law(None)])
    assert verdict.outcome is Outcome.KEPT


def test_a_problem_keeps_its_place():
    (verdict,) = judge(exchanges(2), [law(None, PROBLEM)])
    assert [located.place for located in verdict.problems] == ["exchange 2"]


def test_a_verdict_of_nothing_says_of_which_scenario_and_evidence():
    (verdict,) = judge(exchanges(0), [law()])
    assert (verdict.scenario, verdict.evidence_class) == ("test", EvidenceClass.OTHER)
    assert (verdict.subjects, verdict.problems) == (0, ())


@pytest.mark.parametrize(
    "answer, is_one",
    [
        ({"id": None, "error": {"code": -2015}}, True),
        ({"error": {"code": -2015}}, False),
        ({"id": None, "error": {"code": -1000}}, False),
        ({"id": None, "error": "text"}, False),
    ],
)
def test_a_revocation_has_a_null_id(answer, is_one):
    assert is_revocation(answer) is is_one


def test_a_verdict_is_of_no_optional_scenario_unless_it_says_so():
    answer = '{"id":1,"status":200,"result":{}}'
    frames = (Frame(Direction.SENT, '{"id":1,"method":"m"}'), Frame(Direction.RECEIVED, answer))
    verdicts = judge(Transcript("s", frames, EvidenceClass.OTHER, ending=Ending()), CLAUSES)
    assert not any(verdict.optional for verdict in verdicts)
