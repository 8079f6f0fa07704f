"""Words lose the keys that are known, in any letters, and what looks like one."""

import pytest

from conformance.api.samples import UNKNOWN_API_KEY
from conformance.transcript.masking import masked

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


def test_a_part_of_a_key_goes_and_what_is_too_short_to_be_one_stays():
    assert masked(f"half {KEY[:30].upper()}-{KEY[30:]}", [KEY]) == "half <secret>-<secret>"
    assert masked(f"{KEY[:11]} {KEY[-11:]}", [KEY]) == f"{KEY[:11]} {KEY[-11:]}"
