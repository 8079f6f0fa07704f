"""The page of threats: each of its lines names the test that holds it, and that exists."""

import ast
import re

import pytest
from places import ROOT

PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line]
LINES = [row for row in ROWS if not row.startswith("| it may | what is done")]


@pytest.mark.parametrize("row", LINES, ids=lambda row: row[2:40])
def test_a_threat_is_held_by_a_test(row):
    (test,) = re.findall(r"`(tests/\S+::\w+)`", row)
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_are_many_threats():
    assert len(LINES) > 25
