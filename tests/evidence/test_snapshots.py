"""What could be tested where, whole; and what is said of a run's evidence."""

import pytest

from conformance.contract.clauses import CLAUSES
from conformance.contract.judged import judge_raw
from conformance.evidence.evidence import stream_lines
from conformance.evidence.expected import expected_clauses, possible_transcripts
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import CATALOGUE
from conformance.transcript.redaction import redact


def numbers(clauses):
    """Return the clauses that are left out, as these are fewer."""
    return ",".join(clause.id for clause in CLAUSES if clause not in clauses)


@pytest.mark.parametrize("exclusive", [True, False])
def test_the_clauses_that_could_have_a_subject(snapshot, exclusive):
    lines = (
        f"{scenario.name} not {numbers(expected_clauses(scenario, exclusive))}"
        for scenario in CATALOGUE
    )
    assert snapshot == "\n".join(lines)


def in_short(frame):
    """Return what matters of a frame: where it is, and the beginning and the end of its text."""
    text = frame.data if isinstance(frame.data, str) else frame.data.decode("latin-1")
    members = frame.document.members
    key = members.get("result") if isinstance(members.get("result"), dict) else {}
    facts = [members.get("id"), members.get("status"), "rateLimits" in members, frame.opcode.value]
    more = [key.get("listenKey", "")[:7], len(text), frame.at]
    return f"{frame.connection}{frame.direction[:1]} {[*facts, *more]}"


def test_the_transcripts_that_keep_the_contract(snapshot):
    lines = []
    for scenario in CATALOGUE:
        for transcript in possible_transcripts(scenario):
            about = [transcript.endpoint, transcript.exclusive, len(transcript.frames)]
            lines.append(f"# {scenario.name} {about}")
            last = transcript.frames[-3:]
            lines.append("; ".join(map(in_short, last)))
    assert snapshot == "\n".join(lines)


def test_what_is_said_of_streams(snapshot):
    lines = []
    for scenario in CATALOGUE:
        raw = perform_in_memory(scenario)
        clean, redaction = redact(raw)
        judged = judge_raw(raw, clean, redaction, None)
        lines += [f"{scenario.name}: {line}" for line in stream_lines([judged])]
    assert snapshot == "\n".join(lines)
