"""Bad input: a file, a key or a target that cannot be used. It is printed as one line."""

from __future__ import annotations


class BadInput(Exception):
    """An input cannot be used; the message says what to do."""
