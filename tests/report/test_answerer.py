"""Whose answers were judged, in words."""

import pytest

from conformance.report.answerer import Answerer
from conformance.report.records import Record


def records(*classes, outcome="kept"):
    return [Record("ID-1", "MUST", "stop-twice", each, outcome, 1) for each in classes]


@pytest.mark.parametrize(
    ("classes", "sentence", "caveat"),
    [
        (["testnet"], "The testnet keeps", ""),
        (["production"], "Production keeps", ""),
        (["reference"], "The reference server keeps", "; the exchange was not asked"),
        (["other"], "The server keeps", ""),
        (["documentation"], "The examples of the pages keep", "; the exchange was not asked"),
        (
            ["documentation", "reference"],
            "The reference server and the examples of the pages keep",
            "; the exchange was not asked",
        ),
        (["reference", "testnet"], "The testnet and the reference server keep", ""),
    ],
)
def test_a_sentence_begins_with_who_answered(classes, sentence, caveat):
    answerer = Answerer.of(records(*classes))
    assert answerer.does("keep") == sentence
    assert answerer.caveat == caveat


def test_who_gave_nothing_to_judge_does_not_count():
    silent = records("testnet", outcome="inconclusive")
    assert Answerer.of([*silent, *records("reference")]).name == "the reference server"
    assert Answerer.of(silent).name == "the testnet"


def test_of_no_records_nobody_answered():
    assert (Answerer.of([]).name, Answerer.of([]).caveat) == ("nobody", "")
