"""Attacks on the judges: nothing makes one raise, and nothing legal makes one complain."""

import json
from dataclasses import replace

import pytest
from hypothesis import strategies as st
from properties import given, settings

from conformance.api.codes import AUTHENTICATION, BACK_END, DOCUMENTED, OBSERVED, OVERLOAD
from conformance.api.document import read
from conformance.api.methods import METHODS
from conformance.api.samples import WRONG_SIGNATURE
from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.reference.choices import Choices, Refusal
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import CATALOGUE
from conformance.transcript.frames import Direction, Ending, Frame, Opcode, Transcript

NAMES = (
    st.sampled_from(["id", "method", "params", "status", "result", "error", "code", "msg", "e"])
    | st.sampled_from(["apiKey", "signature", "returnRateLimits", "listenKey", "authorizedSince"])
    | st.sampled_from(["rateLimits", "rateLimitType", "interval", "intervalNum", "limit", "count"])
    | st.text(max_size=3)
)
METHOD_NAMES = st.sampled_from(
    ["userDataStream.stop", "userDataStream.start", "userDataStream.halt", *sorted(METHODS)]
)
VALUES = (
    METHOD_NAMES
    | st.sampled_from([WRONG_SIGNATURE, "k", "REQUEST_WEIGHT", "MINUTE", "userDataStream.STOP"])
    | st.sampled_from([200, 400, 429, -2015, -1000, -1102, 2**63, -1])
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | VALUES
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
IDS = st.sampled_from([1, "1", None, "stop", 1.5]) | JSON
PARAMS = st.fixed_dictionaries(
    {}, optional={"apiKey": SCALARS, "signature": SCALARS, "returnRateLimits": SCALARS}
)
REQUESTS = (
    st.fixed_dictionaries(
        {"id": IDS, "method": METHOD_NAMES | JSON}, optional={"params": PARAMS | JSON}
    )
    | JSON
)
ENTRIES = st.fixed_dictionaries(
    {
        "rateLimitType": st.just("REQUEST_WEIGHT") | JSON,
        "interval": st.just("MINUTE") | JSON,
        "intervalNum": st.just(1) | JSON,
        "limit": st.sampled_from([2400, -1, 0]) | JSON,
        "count": st.integers(-1, 9) | JSON,
    }
)
ERRORS = st.fixed_dictionaries({"code": SCALARS | JSON, "msg": SCALARS | JSON}) | JSON
ANSWERS = st.fixed_dictionaries(
    {"id": IDS},
    optional={
        "status": st.sampled_from([200, 400, 429, 500]) | JSON,
        "result": st.just({}) | st.dictionaries(NAMES, SCALARS, max_size=3) | JSON,
        "error": ERRORS,
        "rateLimits": st.lists(ENTRIES | JSON, max_size=2) | JSON,
    },
)


def frames(direction, values):
    """Return frames of one direction: mostly JSON, sometimes its beginning, or anything."""
    texts = values.map(json.dumps)
    cut = st.builds(lambda text, share: text[: int(len(text) * share)], texts, st.floats(0, 1))
    data = texts | texts | cut | st.text(max_size=5) | st.binary(max_size=5)
    opcodes = st.just(Opcode.TEXT) | st.sampled_from(Opcode)
    named = st.none() | st.text(max_size=3)
    return st.builds(Frame, st.just(direction), data, st.integers(0, 2**45), opcodes, named)


TRANSCRIPTS = st.builds(
    Transcript,
    scenario=st.just("strange"),
    frames=st.lists(
        frames(Direction.SENT, REQUESTS) | frames(Direction.RECEIVED, ANSWERS), max_size=9
    ).map(tuple),
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


@pytest.mark.slow("judges hundreds of transcripts that nobody thought of")
@settings(max_examples=400)
@given(TRANSCRIPTS)
def test_no_transcript_makes_a_clause_raise(transcript):
    verdicts = judge(transcript, CLAUSES)
    assert [verdict.reason for verdict in verdicts if verdict.outcome is Outcome.FAULT] == []


@pytest.mark.slow("judges hundreds of transcripts that nobody thought of")
@given(TRANSCRIPTS, TRANSCRIPTS)
def test_a_verdict_depends_on_the_transcript_alone(transcript, other):
    first = judge(transcript, CLAUSES)
    judge(other, CLAUSES)
    assert repr(judge(replace(transcript), CLAUSES)) == repr(first)


REFUSALS = st.builds(
    Refusal,
    st.sampled_from([400, 401, 403]),
    st.sampled_from(sorted(AUTHENTICATION & (DOCUMENTED | OBSERVED))),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
)
NOT_OF_KEYS = st.builds(
    Refusal,
    st.just(400),
    st.sampled_from(sorted(DOCUMENTED - AUTHENTICATION - OVERLOAD - BACK_END)),
    st.text(min_size=1, max_size=20),
)
CHOICES = st.builds(
    Choices,
    limit=st.sampled_from([2400, 6000]),
    missing_key=REFUSALS,
    invalid_key=REFUSALS,
    unknown_key=REFUSALS,
    stop_without_stream=st.none() | NOT_OF_KEYS,
    ping_without_stream=st.none() | NOT_OF_KEYS,
    limits_on_errors=st.booleans(),
    shared_address=st.booleans(),
)
EVENTS = st.dictionaries(
    NAMES.filter(lambda name: name not in {"id", "status", "result", "error"}), JSON, max_size=3
)
SPACE = st.text(" \t\n\r", max_size=2)


def written(draw, value):
    """Write a JSON value in one of the many ways that mean the same."""
    before, behind = draw(SPACE), draw(SPACE)
    if isinstance(value, dict):
        members = draw(st.permutations(list(value.items())))
        pairs = (f"{written(draw, name)}:{written(draw, inner)}" for name, inner in members)
        return f"{before}{{{','.join(pairs)}}}{behind}"
    if isinstance(value, list):
        return f"{before}[{','.join(written(draw, inner) for inner in value)}]{behind}"
    if isinstance(value, str):
        escaped = draw(st.sets(st.integers(0, max(len(value) - 1, 0)), max_size=4))
        characters = (
            "".join(f"\\u{unit:04x}" for unit in _units(character))
            if place in escaped
            else json.dumps(character)[1:-1]
            for place, character in enumerate(value)
        )
        return f'{before}"{"".join(characters)}"{behind}'
    return f"{before}{json.dumps(value)}{behind}"


def _units(character):
    data = character.encode("utf-16-be", "surrogatepass")
    return (int.from_bytes(data[i : i + 2]) for i in range(0, len(data), 2))


@st.composite
def legal(draw):
    """Return a transcript that keeps the contract, and one that differs from it as it may."""
    scenario, choices = draw(st.sampled_from(CATALOGUE)), draw(CHOICES)
    transcript = perform_in_memory(scenario, choices)
    varied = []
    for frame in _answers_in_any_order(draw, transcript.frames):
        text = frame.data
        if frame.direction is Direction.RECEIVED:
            if draw(st.booleans()):
                event = json.dumps(draw(EVENTS))
                varied.append(Frame(Direction.RECEIVED, event, frame.at))
            text = written(draw, read(str(frame.data)).value)
        varied.append(replace(frame, data=text))
    return transcript, replace(transcript, frames=tuple(varied))


def _answers_in_any_order(draw, frames):
    """Shuffle the answers to requests in flight together; the times stay in order."""
    shuffled, run = [], []
    for frame in (*frames, None):
        if frame and frame.direction is Direction.RECEIVED:
            run.append(frame)
            continue
        mixed = draw(st.permutations(run)) if len(run) > 1 else run
        shuffled += (replace(m, at=r.at) for m, r in zip(mixed, run, strict=True))
        shuffled += [frame] if frame else []
        run = []
    return shuffled


@pytest.mark.slow("judges hundreds of transcripts that nobody thought of")
@settings(max_examples=300)
@given(legal())
def test_what_keeps_the_contract_keeps_it_in_every_legal_variation(pair):
    transcript, varied = pair
    plain, other = judge(transcript, CLAUSES), judge(varied, CLAUSES)
    assert {verdict.outcome for verdict in plain} <= {Outcome.KEPT, Outcome.UNTESTED}
    assert [v.outcome for v in other] == [v.outcome for v in plain]
    assert [v.subjects for v in other] == [v.subjects for v in plain]
