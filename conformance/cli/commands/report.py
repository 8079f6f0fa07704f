"""``conformance report``: renders the JSON report of a run again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="The report of a run.")],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE", help=".html, .md, or .json for a badge."),
    ],
) -> None:
    """Render the JSON report of a run as a page, as Markdown, or as a badge."""
    from conformance.files import write_whole  # noqa: PLC0415
    from conformance.report.formats import ENDINGS, rendered  # noqa: PLC0415
    from conformance.report.reader import NotRendered, read_report  # noqa: PLC0415

    own = read_report(file)
    if output.resolve() == file.resolve():
        raise NotRendered(f"{output}: that is the report itself; give the badge another name")
    if output.suffix not in ENDINGS:
        pages = ", ".join(ending for ending in ENDINGS if ending != ".json")
        raise NotRendered(f"{output}: a report is written as {pages}, .json (a badge)")
    is_badge = output.suffix == ".json"
    write_whole(output, _badge(own) if is_badge else rendered(own, output.suffix))


def _badge(own: dict[str, object]) -> str:
    """Return a report as a badge with its age today, as JSON."""
    import json  # noqa: PLC0415
    from datetime import UTC, datetime  # noqa: PLC0415

    from conformance.report.badge import as_badge  # noqa: PLC0415

    return json.dumps(as_badge(own, datetime.now(UTC).date()), ensure_ascii=False, indent=1)
