"""The outcomes of verdicts as reports show them, listed once: name, sign, style, severity.

A broken SHOULD has a column of its own, ``should``, a known breach another, ``known``, and what is
inconclusive for want of what a run may do without a third, ``optional``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Column:
    """One outcome in a table.

    ``style`` is rich's; ``badge`` is the color of a badge for a run with this verdict; ``severity``
    is highest for the worst; ``is_always_shown``: the column is shown even if it is empty.
    """

    name: str
    sign: str
    style: str
    severity: int
    badge: str = "lightgrey"
    is_always_shown: bool = False


COLUMNS: Final = (
    Column("kept", "✓", "green", 0, badge="brightgreen", is_always_shown=True),
    Column("broken", "✗", "bold red", 6, badge="red", is_always_shown=True),
    Column("should", "!", "yellow", 4, is_always_shown=True),
    Column("known", "≈", "yellow", 5, badge="yellow"),
    Column("untested", "·", "dim", 1, is_always_shown=True),
    Column("blocked", "⊘", "magenta", 2),
    Column("inconclusive", "?", "cyan", 3, badge="blue"),
    Column("optional", "-", "dim", -1),
    Column("fault", "⚠", "bold red", 7, badge="red"),
)
"""In the order of tables."""

WORST_FIRST: Final = tuple(
    column.name for column in sorted(COLUMNS, key=lambda column: -column.severity)
)
SIGNS: Final = {name: next(c.sign for c in COLUMNS if c.name == name) for name in WORST_FIRST}

QUIET: Final = frozenset({"kept", "untested", "optional"})
"""What needs nobody's attention: rows of nothing else are folded."""


def signs_of(counts: Mapping[str, int]) -> str:
    """Return how often each outcome is there, with its sign: ``60 ✓ 12 ·``."""
    return " ".join(f"{counts[c.name]} {c.sign}" for c in COLUMNS if counts.get(c.name))


def worst(names: Iterable[str]) -> str:
    """Return the worst of some outcomes; empty where there is none."""
    present = set(names)
    return next((name for name in WORST_FIRST if name in present), "")
