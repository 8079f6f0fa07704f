"""Options that several commands have, and how errors are printed."""

from __future__ import annotations

from enum import StrEnum


class TableFormat(StrEnum):
    """The format of a table."""

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
    """Print an error on stderr, as one line that begins with this program's name."""
    import typer  # noqa: PLC0415 - a command has imported it already

    from conformance.api.wording import on_one_line  # noqa: PLC0415

    typer.echo(f"conformance: {on_one_line(str(text))}", err=True)
