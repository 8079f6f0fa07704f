"""A sheet to print on: a console of rich whose text can be read back."""

from __future__ import annotations

import io
import shutil
import sys
from typing import Any

from rich.console import Console

from conformance.api.wording import visible


class Sheet(Console):
    """A console that shows every character of a text, whatever a server or a file put into it."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print texts and tables."""
        shown = (visible(each) if isinstance(each, str) else each for each in objects)
        super().print(*shown, **options)


def blank(width: int, color: bool) -> Sheet:
    """Return an empty sheet, so many characters wide."""
    return Sheet(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        markup=False,  # a server's text may look like markup
        emoji=False,  # or like the name of a picture
    )


def window(otherwise: int) -> tuple[int, bool]:
    """Return the width of the terminal, else a given one, and whether it shows colors."""
    return shutil.get_terminal_size((otherwise, 24)).columns, sys.stdout.isatty()


def text_of(sheet: Console) -> str:
    """Return what was printed on a sheet, without blanks at the ends of lines."""
    file = sheet.file
    assert isinstance(file, io.StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().rstrip("\n").split("\n"))
