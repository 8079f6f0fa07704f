"""The formats of a report: a module for each, with the name of its files' ending.

Each has one function, called ``as_`` and the ending, that takes a report and returns a text. To add
a format, write such a module.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from conformance.report.reader import Report

ENDINGS: Final = tuple(
    f".{name}"
    for name in sorted(
        (module.name for module in iter_modules(__path__)), key=lambda n: (n != "json", n)
    )
)
"""The endings of files that a report can be written to: JSON first, as the others come from it."""


def rendered(report: Report, ending: str) -> str:
    """Return a report in the format of an ending, which is one of ``ENDINGS``."""
    name = ending.removeprefix(".")
    render: Callable[[Report], str] = getattr(import_module(f"{__name__}.{name}"), f"as_{name}")
    return render(report)


def named_endings() -> str:
    """Return the endings in words."""
    *others, last = ENDINGS
    return f"{', '.join(others)} or {last}"


def why_unwritable(path: Path) -> str:
    """Return why no report can be written to a file, in words; empty if one can."""
    if path.suffix not in ENDINGS:
        return f"writes {named_endings()}: {path} ends in none of them"
    above = next(parent for parent in path.absolute().parents if parent.exists())
    if path.is_dir() or not above.is_dir() or not os.access(above, os.W_OK):
        return f"cannot write {path}: give another file"
    return ""
