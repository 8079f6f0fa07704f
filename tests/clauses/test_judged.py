"""Attempts at one scenario that are judged as one."""

from conversations import ask, ok, transcript

from conformance.contract.judged import judge_whole
from conformance.contract.verdict import Outcome

STOP = ask("userDataStream.stop")


def outcomes(judged, outcome):
    """Return the clauses that have an outcome."""
    return {verdict.clause for verdict in judged.verdicts if verdict.outcome is outcome}


def test_a_verdict_of_another_attempt_is_about_what_was_sent_and_came_then():
    sound = judge_whole(transcript("test", STOP, ok()), None)
    worse = judge_whole(transcript("test", STOP, ok(result=[1])), None)
    joined = sound.joined(worse)
    own, others = outcomes(sound, Outcome.BROKEN), outcomes(worse, Outcome.BROKEN)
    assert own
    assert others - own
    for clause in own:
        assert joined.conversation_of(clause) is sound.conversation
    for clause in others - own:
        assert joined.conversation_of(clause) is worse.conversation
