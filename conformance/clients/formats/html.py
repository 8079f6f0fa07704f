"""Certificates as a page: one client's, or many as a table."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from conformance.api.wording import counted
from conformance.clients.certificate import Certificate
from conformance.clients.matrix import CLIENT_COLUMNS, matrix_rows
from conformance.report.exit_codes import EXIT_KEPT
from conformance.report.pages.page import content_hash, page_templates, style_of


def certificates_as_html(certificates: Sequence[Certificate | str]) -> str:
    """Return certificates as a page; a text is the name of one that is missing."""
    templates = page_templates()
    style = style_of("report")
    rows = list(matrix_rows(certificates))
    kept = all(isinstance(c, Certificate) and c.exit_code() == EXIT_KEPT for c in certificates)
    first = certificates[0] if len(certificates) == 1 else None
    title = counted(len(rows), "client")
    if isinstance(first, Certificate):
        title = f"{first.client} {first.version}".strip()
    return templates.get_template("clients.html").render(
        title=title,
        verdict="kept" if kept else "broken",
        columns=CLIENT_COLUMNS,
        rows=rows,
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=content_hash(style),
    )
