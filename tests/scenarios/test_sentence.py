"""What a scenario does, in a sentence that is read off its steps."""

import json

import pytest

from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.scenarios.script import KEY, Scenario, Step, ask_stop
from conformance.scenarios.sentence import sentence_of


@pytest.mark.parametrize(
    "name, sentence",
    [
        ("stop-with-api-key", "Starts a stream; stops with its apiKey."),
        ("stop-after-logon", "Logs on; starts a stream; stops without an apiKey."),
        ("stop-id-zero", "Starts a stream; stops with its apiKey, id 0."),
        ("stop-twice", "Starts a stream; stops with its apiKey, 2 times."),
        ("stop-empty", "Sends an empty frame; reads the session's status."),
        ("stop-malformed", "Sends a stop that is no JSON; reads the session's status."),
        (
            "stop-binary",
            "Stops without an apiKey, in a binary frame; reads the session's status.",
        ),
        (
            "stop-beside-a-start-on-another-connection",
            (
                "On A starts a stream; on B starts a stream; on A stops with its apiKey; "
                "on B pings the stream with its apiKey."
            ),
        ),
        (
            "stop-with-rate-limits-despite-url",
            (
                "Starts a stream; stops with its apiKey, with returnRateLimits true; "
                "the URL has returnRateLimits=false."
            ),
        ),
        (
            "stream-with-an-unknown-listen-key",
            (
                "Starts a stream; listens to the stream with a listen key of nobody; "
                "stops with its apiKey."
            ),
        ),
    ],
)
def test_a_scenario_in_words(name, sentence):
    assert sentence_of(BY_NAME[name]) == sentence


@pytest.mark.parametrize("scenario", CATALOGUE, ids=lambda scenario: scenario.name)
def test_every_scenario_has_one_sentence_of_bearable_length(scenario):
    sentence = sentence_of(scenario)
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert len(sentence) < 360
    assert "$" not in sentence


@pytest.mark.parametrize(
    "request_id, words",
    [("a", ', id "a"'), ("ab", ""), ("a-1", ""), ("a b", ', id "a b"'), ("", ', id ""')],
)
def test_an_id_is_named_where_it_is_no_plain_name(request_id, words):
    step = Step(ask_stop(KEY, json.dumps(request_id)))
    scenario = Scenario("of-one-stop", (step,))
    assert sentence_of(scenario) == f"Stops with its apiKey{words}."


@pytest.mark.parametrize(
    "many, shown",
    [(36, f'"a {"b" * 36}".'), (37, f'"a {"b" * 37}… (41 characters).')],
)
def test_of_an_id_forty_characters_are_shown(many, shown):
    step = Step(json.dumps({"id": f"a {'b' * many}", "method": "userDataStream.stop"}))
    assert sentence_of(Scenario("one", (step,))).partition(", id ")[2] == shown
