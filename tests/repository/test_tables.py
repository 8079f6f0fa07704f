"""What is derived is not stale: README's tables and map, the kill matrix, the untested pairs."""

import pytest
from tables import BLOCKS, KILLS, PACKAGE, README, block, layers, modules, rooms, with_blocks
from untested import NO_REASON, UNTESTED, as_toml, reason, untested_list, untested_pairs

from conformance.sensitivity.matrix import kills, matrix


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_of_the_readme_is_what_it_is_derived_from(name):
    text = README.read_text("utf-8")
    begin, end = block(text, name)
    assert text[begin:end] == BLOCKS[name](), "write it anew: make tables"


def test_writing_the_tables_again_changes_nothing():
    text = README.read_text("utf-8")
    assert with_blocks(text) == text


def test_the_kill_matrix_is_what_the_mutants_do():
    """It takes ten seconds: every mutant meets every scenario."""
    assert KILLS.read_text("utf-8") == matrix(list(kills())), "write it anew: make tables"


def test_the_map_names_every_room_and_nothing_else():
    present = {path.name for path in PACKAGE.iterdir() if not path.name.startswith("_")}
    named = {room for layer in layers() for room in layer}
    assert {name.removesuffix(".py") for name in present - {"py.typed"}} == named
    assert rooms().count("\n| [`") == len(named)


def test_there_are_at_most_fifteen_rooms():
    entries = {path.name for path in PACKAGE.iterdir()} - {"__pycache__", "py.typed"}
    assert len(entries) <= 15


def test_every_module_says_what_it_is():
    assert "|  |" not in modules()


def test_the_list_of_untested_pairs_is_what_the_recordings_leave_untested():
    assert UNTESTED.read_text("utf-8") == untested_list(), "write it anew: make tables"


def test_every_untested_pair_has_a_reason():
    assert NO_REASON not in UNTESTED.read_text("utf-8")


def test_a_pair_more_or_less_is_seen_in_the_list():
    pairs = [*untested_pairs()]
    for others in (pairs[1:], [*pairs, ("reference", "stop-twice", "ID-1")]):
        assert as_toml(others, {}) != as_toml(pairs, {})


@pytest.mark.parametrize(
    "pair, why",
    [
        (("reference", "one", "ERR-1"), "own"),
        (("reference", "one", "ERR-9"), "own"),
        (("testnet", "two", "ERR-1"), "own"),
        (("reference", "one", "RL-1"), "own"),
        (("reference", "two", "RL-1"), NO_REASON),
    ],
    ids=["its own", "of its chapter", "of its clause", "of its scenario", "none"],
)
def test_a_pair_that_is_new_has_the_reason_of_those_like_it(pair, why):
    assert reason(pair, {("reference", "one", "ERR-1"): "own"}) == why


def test_a_pair_of_a_new_scenario_and_a_new_clause_has_the_reason_of_others_of_that_clause():
    known = {("reference", "one", "ERR-1"): "own"}
    pairs = [*known, ("reference", "one", "ERR-9"), ("reference", "two", "ERR-9")]
    assert NO_REASON not in as_toml(pairs, known)
