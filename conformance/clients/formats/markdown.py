"""A certificate, and many as a table, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.api.wording import visible
from conformance.clients.certificate import Certificate
from conformance.clients.formats.text import summary_lines
from conformance.clients.matrix import CLIENT_COLUMNS, ClientRow, matrix_rows
from conformance.report.escaping import markdown as in_markdown


def certificate_as_markdown(certificate: Certificate) -> str:
    """Return a certificate as a page."""
    return "\n".join(_lines(certificate)) + "\n"


def _lines(certificate: Certificate) -> Iterator[str]:
    yield f"# {in_markdown(f'{certificate.client} {certificate.version}'.strip())}"
    yield ""
    by = f"{certificate.tool}, contract {certificate.contract}"
    yield f"Certified on {certificate.at[:10]} by {by}."
    yield f"Calls: {', '.join(certificate.steps)}. Patience: {certificate.patience:g} s."
    yield ""
    for line in summary_lines(certificate):
        yield f"- {in_markdown(line)}"
    yield ""
    yield "| behaviour | rule | why | what to change |"
    yield "| --- | --- | --- | --- |"
    for result in certificate.behaviours:
        for rule in result.broken:
            to_do = f"known: {rule.known}" if rule.known else rule.advice
            yield _row(result.name, rule.rule, rule.why, to_do)
    for clause in certificate.requests:
        if clause.outcome == "broken":
            why = f"at {clause.behaviour}: {clause.problem}"
            yield _row(f"{clause.clause} {clause.level}", clause.sentence, why, clause.known)


def matrix_as_markdown(certificates: Sequence[Certificate | str]) -> str:
    """Return many certificates as a table; a text is the name of one that is missing."""
    lines = [
        "| " + " | ".join(CLIENT_COLUMNS) + " |",
        "|" + " --- |" * len(CLIENT_COLUMNS),
        *(_row(*_cells(row)) for row in matrix_rows(certificates)),
    ]
    return "\n".join(lines)


def _cells(row: ClientRow) -> tuple[str, ...]:
    return row.cells


def _row(*cells: str) -> str:
    return "| " + " | ".join(in_markdown(visible(cell)) for cell in cells) + " |"
