"""Parts of secrets are seen wherever they begin, and words that are none are left alone."""

import random

import pytest
from hypothesis import strategies as st
from properties import given

from conformance.transcript.fragments import PART, Fragments

KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"


def parts_of(text, *secrets, words=""):
    return [text[begin:end] for begin, end in Fragments(secrets, words).spans(text)]


@pytest.mark.parametrize("length", [PART, PART + 1, 30, len(KEY)])
@pytest.mark.parametrize("offset", range(9))
def test_a_part_is_seen_wherever_it_begins(length, offset):
    part = KEY[3 : 3 + length] if length < len(KEY) else KEY
    assert parts_of(f"{'.' * offset}{part}|", KEY) == [part]
    assert parts_of(f"{'.' * offset}{part.swapcase()}|", KEY) == [part.swapcase()]


def test_parts_that_follow_each_other_are_several():
    assert parts_of(KEY + KEY[:30], KEY) == [KEY, KEY[:30]]
    assert parts_of(f"{KEY[:32]}\u200b{KEY[32:]}", KEY) == [KEY[:32], KEY[32:]]


def test_less_than_a_part_is_none():
    assert parts_of(f"{KEY[: PART - 1]} {KEY[-PART + 1 :]}", KEY) == []


def test_words_are_no_parts():
    listen_key = "userDataStream.stop/REQUEST_WEIGHT"
    words = "\0userDataStream.stop\0REQUEST_WEIGHT\0"
    assert parts_of("userDataStream.stop REQUEST_WEIGHT", listen_key, words=words) == []
    assert parts_of("stop/REQUEST_WEI", listen_key, words=words) == ["stop/REQUEST_WEI"]


@given(st.text(max_size=30), st.integers(0, 52), st.integers(PART, 64), st.text(max_size=30))
def test_no_text_around_a_part_hides_it(before, begin, length, after):
    part = KEY[begin : begin + length]
    if len(part) >= PART:
        shown = "".join(parts_of(before + part + after, KEY))
        assert part in shown


def spans_one_by_one(text, parts):
    """Return where parts are, looked for at every place."""
    lower, spans, end = text.lower(), [], 0
    for begin in range(len(text) - PART + 1):
        if begin >= end and lower[begin : begin + PART] in parts:
            end = begin + PART
            while lower[end - PART + 1 : end + 1] in parts and end < len(lower):
                end += 1
            spans.append((begin, end))
    return spans


@pytest.mark.parametrize("seed", range(60))
def test_looking_in_steps_misses_no_part(seed):
    chance = random.Random(seed)
    secrets = ["".join(chance.choices("abAB", k=chance.choice((12, 13, 19, 40)))) for _ in range(4)]
    fragments = Fragments(secrets)
    for _ in range(40):
        pieces = []
        for _ in range(chance.randrange(1, 6)):
            secret = chance.choice(secrets)
            begin = chance.randrange(len(secret))
            pieces += [
                secret[begin : begin + chance.randrange(4, 30)],
                chance.choice(("", "c", ".")),
            ]
        text = "".join(pieces)
        assert fragments.spans(text) == spans_one_by_one(text, fragments.parts), text


def test_a_secret_is_looked_for_by_its_length_and_only_so_many_are():
    fragments = Fragments(["a" * 11, "b" * 12, "c" * 256, "d" * 257])
    assert {part[0] for part in fragments.parts} == {"b", "c"}
    assert fragments.count == 2
    many = Fragments(f"{n:03}{'x' * 12}" for n in range(201))
    assert many.count == 200
    assert many.spans("199xxxxxxxxx")
    assert not many.spans("200xxxxxxxxx")
