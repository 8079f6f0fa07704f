"""The examples of the API pages that there must be are those that there are."""

import pytest

from conformance.evidence.recordings.archive import Archive, archive
from conformance.evidence.recordings.examples import (
    ExamplesMissing,
    check_examples,
    example_names,
)
from conformance.transcript.frames import EvidenceClass


def test_the_examples_are_those_in_the_checkout():
    assert sorted(example_names()) == [*archive().names(EvidenceClass.DOCUMENTATION)]


def test_a_folder_without_any_recording_may_be_without_examples(tmp_path):
    check_examples(Archive(tmp_path))


def test_a_folder_with_some_examples_has_all(tmp_path):
    (tmp_path / EvidenceClass.DOCUMENTATION).mkdir()
    with pytest.raises(ExamplesMissing, match="lacks page-start,"):
        check_examples(Archive(tmp_path))
