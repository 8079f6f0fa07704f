"""What several commands have in common: how a table is written, and what counts as a failure."""

from __future__ import annotations

from enum import StrEnum


class TableFormat(StrEnum):
    """How a table is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class FailLevel(StrEnum):
    """The weakest level whose breach is a failure."""

    MUST = "must"
    SHOULD = "should"


class DriftLevel(StrEnum):
    """The weakest class of drift that is a failure."""

    BREAKING = "breaking"
    ADDITIVE = "additive"
    ANY = "any"


def print_complaint(text: object) -> None:
    """Print what is wrong on stderr, as one line of this program's."""
    import typer  # noqa: PLC0415 - it is there already, where a command runs

    typer.echo(f"conformance: {text}", err=True)
