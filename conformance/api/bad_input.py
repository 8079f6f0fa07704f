"""What is wrong with what was given: a file, a key, a target. The doors print it as one line."""

from __future__ import annotations


class BadInput(Exception):
    """Something that was given cannot be used; the message says what to do."""
