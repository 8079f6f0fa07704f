"""What is derived is not stale: README's tables and map, and the kill matrix."""

import pytest
from tables import BLOCKS, KILLS, PACKAGE, README, block, layers, modules, rooms, with_blocks

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


def test_there_are_at_most_fourteen_rooms():
    entries = {path.name for path in PACKAGE.iterdir()} - {"__pycache__", "py.typed"}
    assert len(entries) <= 14


def test_every_module_says_what_it_is():
    assert "|  |" not in modules()
