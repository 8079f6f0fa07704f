"""Drift between recordings: in the notation, and of every scenario in memory."""

from conformance.drift.compare import compare_transcripts
from conformance.drift.notation import transcript
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import CATALOGUE
from conformance.transcript.redaction import redact

RECORDED = {scenario.name: redact(perform_in_memory(scenario))[0] for scenario in CATALOGUE}
"""What the reference server says in every scenario, redacted."""


def drift(old, new):
    """Return the changes between two recordings in the notation."""
    return compare_transcripts(transcript(old), transcript(new))
