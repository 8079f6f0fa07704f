"""How gathering evidence reports its progress."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """A function that is called with the current work, in words; with none when all is done."""

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        """Show the work, with how much of it is done and the total; 0 where these are not known."""


def no_progress(what: str, done: int = 0, total: int = 0) -> None:
    """Show nothing."""
