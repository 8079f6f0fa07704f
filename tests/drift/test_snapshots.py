"""What each mutant changes, as drift has it, whole."""

import pytest
from drifts import RECORDED

from conformance.contract.clauses import MUTANTS
from conformance.drift.alignment import NotComparable
from conformance.drift.compare import compare_transcripts
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.redaction import redact

NAMES = (
    "stop-twice",
    "stop-after-logon",
    "stop-binary",
    "stop-id-zero",
    "stream-after-a-stop",
)


def lines(old, new):
    """Return a line a change."""
    try:
        changes = compare_transcripts(old, new)
    except NotComparable as error:
        return [f"not comparable: {error}"]
    members = ("class", "rule", "where", "path", "old", "new", "fingerprint", "everywhere")
    texts = [change.as_json() for change in changes]
    return [" | ".join(str(text[m]) for m in members) for text in texts]


@pytest.mark.parametrize("name", NAMES)
def test_what_the_mutants_change_in_a_scenario(snapshot, name):
    texts = []
    for _, mutant in MUTANTS:
        new = redact(perform_in_memory(BY_NAME[name], mutant=mutant))[0]
        if changes := lines(RECORDED[name], new):
            texts += [f"# {mutant.name}", *changes, "# and back", *lines(new, RECORDED[name]), ""]
    assert snapshot == "\n".join(texts)
