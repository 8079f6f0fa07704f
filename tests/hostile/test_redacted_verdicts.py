"""What a server makes us redact changes no verdict: raw and redacted, it is judged alike."""

import json

from hypothesis import strategies as st
from properties import given, settings

from conformance.contract.judged import judge_raw, judge_whole
from conformance.evidence.live.targets import Credentials
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import CATALOGUE
from conformance.transcript.frames import Direction, Frame, Transcript
from conformance.transcript.redaction import redact
from conformance.transcript.replacing import Redaction

KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
WORDS = (
    *("userDataStream.stop", "stop", "start", "result", "status", "REQUEST_WEIGHT", "MINUTE", "id"),
    *("rateLimits", "count", "error", "code", "msg", "<listenKey-1>", "<apiKey-1>", "<secret-1>xx"),
    *('","status":', '"', "\\", ":", "{}", "200", "x", "xxxxxxxx", "UNKNOWN", "userData", "\u2028"),
    *(KEY, KEY.lower(), KEY[:32], KEY[:32] + KEY + KEY[32:], f" {KEY}", f"{KEY}x", "k" * 64),
)
TEXTS = st.one_of(
    st.sampled_from(WORDS), st.text(max_size=12), st.sampled_from(WORDS).map(str.upper)
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
MEMBERS = st.fixed_dictionaries(
    {},
    optional={
        "listenKey": JSON,
        "apiKey": JSON,
        "signature": TEXTS,
        "result": JSON,
        "error": JSON,
        "id": st.one_of(st.just("stop"), JSON),
        "status": st.one_of(st.just(200), JSON),
        "rateLimits": JSON,
        "msg": TEXTS,
        "method": TEXTS,
    },
)
ANSWERS = st.one_of(
    st.builds(json.dumps, MEMBERS),
    st.builds(
        lambda key, rest: json.dumps(
            {"id": "start", "status": 200, "result": {"listenKey": key}} | rest
        ),
        TEXTS,
        MEMBERS,
    ),
    st.builds(
        lambda m, text, at: json.dumps(m)[:at] + text + json.dumps(m)[at:],
        MEMBERS,
        TEXTS,
        st.integers(0, 80),
    ),
    TEXTS,
    TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")),
)


def outcomes(judged):
    return [(verdict.clause.id, verdict.outcome, verdict.subjects) for verdict in judged.verdicts]


def with_answers(scenario, answers):
    """Perform a scenario in memory, and put other answers in the place of some."""
    raw = perform_in_memory(scenario)
    key, frames, left = raw.api_key, [], list(answers)
    for frame in raw.frames:
        if frame.direction is Direction.RECEIVED and left:
            given = left.pop()
            frames += [] if given is None else [Frame(Direction.RECEIVED, given, frame.at)]
        else:
            frames.append(frame)
    text = [
        f
        if isinstance(f.data, bytes)
        else Frame(
            f.direction,
            f.data.replace(key, KEY).replace(key.swapcase(), KEY.swapcase()),
            f.at,
            f.opcode,
        )
        for f in frames
    ]
    return Transcript(raw.scenario, tuple(text), api_key=KEY, exclusive=True)


@settings(max_examples=600)
@given(st.sampled_from(CATALOGUE), st.lists(st.one_of(st.none(), ANSWERS), max_size=5))
def test_no_answer_changes_a_verdict_by_what_is_redacted(scenario, answers):
    raw = with_answers(scenario, answers)
    redacted, redaction = redact(raw)
    live = judge_raw(raw, redacted, redaction, None)
    assert outcomes(live) == outcomes(judge_whole(redacted, None))
    assert outcomes(live) == outcomes(judge_raw(raw, raw, Redaction(), None))
    shown = repr(redacted) + repr([(v.problems, v.reason) for v in live.verdicts])
    assert KEY.lower() not in shown.lower()


@settings(max_examples=100)
@given(st.sampled_from(CATALOGUE), st.lists(ANSWERS, max_size=3), st.lists(TEXTS, max_size=4))
def test_what_other_scenarios_taught_changes_no_verdict(scenario, answers, known):
    raw = with_answers(scenario, answers)
    redacted, redaction = redact(raw, known)
    live = judge_raw(raw, redacted, redaction, None)
    assert outcomes(live) == outcomes(judge_whole(redacted, None))


def test_the_key_of_these_tests_is_an_accounts():
    assert Credentials(KEY).has == {"apiKey"}
