"""The changes that are made by chance: what they are, and that each is one place."""

import sys

import pytest
from places import ROOT

sys.path.insert(0, str(ROOT / "tests" / "mutation"))

from changes import changes_of


def changed(source):
    """Return what a text could be by mistake."""
    return {change.applied(source).strip() for change in changes_of("a.py", source)}


@pytest.mark.parametrize(
    "source, others",
    [
        ("a == b", {"(a != b)"}),
        ("a <= b", {"(a < b)"}),
        ("a not in b", {"(a in b)"}),
        ("a and b", {"(a or b)"}),
        ("not a", {"(a)"}),
        ("a + 1", {"(a - 1)", "a + (2)"}),
        ("a = True", {"a = (False)"}),
        ("MOST = 99", {"MOST = (100)"}),
        ("MOST = 4 * 2**20", set()),
        ("def f():\n    return 200", {"def f():\n    return (201)"}),
        ("max(a)", {"(min(a))", "pass"}),
        ("f(a)", {"pass"}),
        ("a.b = c", {"pass"}),
        ("a += c", {"pass"}),
        ("if a:\n    b", {"if (not a):\n    b"}),
        ("[a for a in b if c]", {"[a for a in b if (not c)]"}),
        ("é = 'ü' == a", {"é = ('ü' != a)"}),
    ],
)
def test_a_change_is_one_mistake_at_one_place(source, others):
    assert changed(source) == others


@pytest.mark.parametrize(
    "source",
    [
        "assert a == b",
        "def f(a: 1 | 2) -> 3: ...",
        "@dataclass(frozen=True)\nclass A: ...",
        'f"{a == b}"',
        "@clause.mutant\ndef f():\n    g(1 == 2)",
        "a = b",
        "MOST = 4000",
        "a = zip(b, c, strict=True)",
    ],
)
def test_what_decides_nothing_is_left_alone(source):
    assert changed(source) == set()


def test_a_change_is_named_after_its_function_and_not_its_line():
    source = "class A:\n    def f(self):\n        return self.a < 3\n"
    first, *_ = changes_of("a.py", source)
    (moved, *_) = changes_of("a.py", "\n\n" + source)
    assert first.key == moved.key == "a.py A.f: self.a < 3 -> (self.a <= 3)"
    assert (first.line, moved.line) == (3, 5)
