"""How gathering evidence tells how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is called with what is being done, in words; with nothing when all is done."""

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        """Show it, with how much is done, and of how much, where that is known."""


def no_progress(what: str, done: int = 0, total: int = 0) -> None:
    """Show nothing."""
