"""Names: of the thing itself, never of a metaphor or of somebody's having spoken."""

import ast

import pytest
from package import modules
from places import ROOT

WORDS = {"told", "said", "found", "asked", "heard", "house", "odd", "strangers", "company", "knock"}
FILES = [
    path for path in sorted((ROOT / "tests").rglob("*.py")) if "node_modules" not in path.parts
]


def names_given(tree):
    """Yield every name that is given to something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_name_is_a_word_that_says_nothing(path):
    names = {name.lower() for name in names_given(ast.parse(path.read_text("utf-8")))}
    assert names & WORDS == set()


PACKAGE_WORDS = WORDS | {"hear", "minds", "distrusted", "fruitless", "stage", "tape", "that"}
CONSTANTS_OF_OTHERS = {"NOT_FOUND"}
"""Names that belong to the standard library."""


@pytest.mark.parametrize("name", modules())
def test_no_name_of_the_package_has_such_a_word_in_it(name):
    offending = {
        value
        for node in ast.walk(modules()[name])
        for field in ("id", "attr", "name", "arg")
        if isinstance(value := getattr(node, field, None), str)
        and PACKAGE_WORDS & set(value.lower().split("_"))
    }
    assert offending <= CONSTANTS_OF_OTHERS
