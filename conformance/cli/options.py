"""Options that several commands have, and how errors are printed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from conformance.api.venues import Venue


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


OWN_VENUE: Final = "coinm"
"""The venue where none is named."""


def venue_of(name: str) -> Venue:
    """Return the venue of a name. Raises BadParameter."""
    import typer  # noqa: PLC0415 - a command has imported it already

    from conformance.api.venues import VENUES  # noqa: PLC0415

    if name not in VENUES:
        raise typer.BadParameter(f"--venue is {' or '.join(VENUES)}")
    return VENUES[name]


def print_complaint(text: object) -> None:
    """Print an error on stderr, as one line that begins with this program's name."""
    import typer  # noqa: PLC0415 - a command has imported it already

    from conformance.api.wording import on_one_line  # noqa: PLC0415

    typer.echo(f"conformance: {on_one_line(str(text))}", err=True)
