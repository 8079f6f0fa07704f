"""The formats of a report: a module for each, named as the ending of its files.

Each has one function, ``as_`` and the ending, from a report to a text. To add one, write a module.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
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
"""What a report can be written as: as JSON first, from which the others can be made."""


def rendered(report: Report, ending: str) -> str:
    """Return a report in the format of an ending, which is one of ``ENDINGS``."""
    name = ending.removeprefix(".")
    render: Callable[[Report], str] = getattr(import_module(f"{__name__}.{name}"), f"as_{name}")
    return render(report)
