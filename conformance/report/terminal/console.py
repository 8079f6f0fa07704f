"""A sheet to print on: a console of rich whose text can be read back."""

from __future__ import annotations

import io
import shutil
import sys

from rich.console import Console


def blank(width: int, color: bool) -> Console:
    """Return an empty sheet, so many characters wide."""
    return Console(
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
