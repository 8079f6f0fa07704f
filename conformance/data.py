"""Where the data that ships with the package lies."""

from __future__ import annotations

from pathlib import Path


def folder(name: str) -> Path:
    """Return a data folder: inside the installed package, else beside it in the checkout."""
    packaged = Path(__file__).parent / name
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / name
