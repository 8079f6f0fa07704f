"""Words lose the keys that are known, in any letters, and what looks like one."""

import pytest

from conformance.api.samples import UNKNOWN_API_KEY
from conformance.transcript.masking import masked, places_of_key

KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"


@pytest.mark.parametrize(
    "text, shown",
    [
        (f"bad key {KEY}!", "bad key <secret>!"),
        (f"{KEY.lower()}{KEY.swapcase()}", "<secret><secret>"),
        ("wss://host/ws/" + "a1" * 30, "wss://host/ws/<secret>"),
        (f"the key {UNKNOWN_API_KEY} of nobody", f"the key {UNKNOWN_API_KEY} of nobody"),
        ("nothing", "nothing"),
    ],
)
def test_words_lose_keys(text, shown):
    assert masked(text, [KEY]) == shown


def test_a_key_that_is_short_is_looked_for_nowhere():
    assert places_of_key("abc", "abc") == []
    assert masked("stop", ["stop"]) == "stop"
