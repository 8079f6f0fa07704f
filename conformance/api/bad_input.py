"""Bad input: a file, a key or a target that cannot be used. It is printed as one line."""

from __future__ import annotations

from conformance.api.wording import on_one_line


class BadInput(Exception):
    """An input cannot be used; the message says what to do."""

    def __str__(self) -> str:
        return on_one_line(super().__str__())
