"""Pages that were changed by chance, by seeds: every fact that differs, as it is told."""

import random

import docusaurus

from conformance.api.wording import shown
from conformance.drift.pages.facts import differences
from conformance.drift.pages.page import read_pages

TEXT = (docusaurus.PAGES / "stop.md").read_text("utf-8")


def _dropped(chance, lines):
    del lines[chance.randrange(len(lines))]


def _doubled(chance, lines):
    place = chance.randrange(len(lines))
    lines.insert(place, lines[place])


def _swapped(chance, lines):
    place = chance.randrange(len(lines) - 1)
    lines[place : place + 2] = lines[place : place + 2][::-1]


def _cut(chance, lines):
    place = chance.randrange(len(lines) - 6)
    del lines[place : place + chance.randrange(2, 7)]


def _another_word(chance, lines):
    places = [place for place, line in enumerate(lines) if line.strip()]
    place = chance.choice(places)
    words = lines[place].split(" ")
    words[chance.randrange(len(words))] = chance.choice(["{}", "[]", '"new": {"a": 1},', "3", "|"])
    lines[place] = " ".join(words)


CHANGES = (_dropped, _doubled, _swapped, _cut, _another_word, _another_word)


def changed(seed):
    """Return the page after one to three changes."""
    chance, lines = random.Random(seed), TEXT.splitlines()
    for _ in range(chance.randrange(1, 4)):
        chance.choice(CHANGES)(chance, lines)
    return "\n".join(lines)


def facts_of(text):
    """Return what is told of a page: its strange parts, and each fact that differs."""
    pages, strange = read_pages(text, "page")
    yield f"{[page.language for page in pages]} {[shown(str(part), 80) for part in strange]}"
    for row in differences(pages):
        sides = [
            " / ".join(shown(value, 40) for value in side.values())
            for side in (row.contract, row.pages)
        ]
        yield f"  {row.fact}: {sides[0]} → {sides[1]}{' (disagree)' if row.disagree else ''}"


def test_what_differs_on_pages_that_were_changed_by_chance(snapshot):
    lines = []
    for seed in range(150):
        lines += [f"# {seed}", *facts_of(changed(seed))]
    assert snapshot == "\n".join(lines)
