"""The values of options: what is of its type already is taken as it is.

typer reads every other value with pydantic, which is slow to import; before 0.29 it reads none so.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from typer.core import TyperCommand, TyperGroup, TyperOption


class PlainOption(TyperOption):
    """An option that reads a value only where that is not of its type."""

    def process_value(self, ctx: Any, value: Any) -> Any:
        """Return the value, or what typer makes of it, after the option's callback."""
        kind = getattr(getattr(self, "type_descriptor", None), "annotation", None)
        if isinstance(kind, type) and issubclass(kind, StrEnum) and value in [*kind]:
            value = kind(value)
        if self.required or self.multiple or not (value is None or type(value) is kind):
            return super().process_value(ctx, value)
        return self.callback(ctx, self, value) if self.callback else value

    def display_type(self, ctx: Any) -> str:
        """Return what its help says of its value; nothing where it takes none."""
        return "" if self.is_flag else super().display_type(ctx)


class PlainCommand(TyperCommand):
    """A command with plain options."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return its options and arguments."""
        return _plain(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """An application with plain options."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return its options."""
        return _plain(super().get_params(ctx))


def _plain(parameters: Sequence[object]) -> list[object]:
    for option in parameters:
        if type(option) is TyperOption:
            option.__class__ = PlainOption  # typer makes its options itself, and lets none choose
    return [*parameters]
