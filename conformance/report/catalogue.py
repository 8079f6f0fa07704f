"""The contract as a table: every clause, and every mutant with the clause that it breaks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from conformance.api.sources import REVISION
from conformance.contract.clause import Chapter, Clause
from conformance.contract.clauses import CHAPTERS, CLAUSES
from conformance.contract.edition import Edition
from conformance.contract.requests import requests
from conformance.contract.traceability import PAGES, STATEMENT_COLUMNS, statement_rows

CLAUSE_COLUMNS: Final = ("id", "level", "sentence", "source")
MUTANT_COLUMNS: Final = ("mutant", "breaks", "summary")
_OF_CLIENTS: Final = "What a client must do; `certify` and `proxy` judge it:"
_TRACED: Final = (
    "What the page about `{}` says, in both languages and in its order, and which clauses hold it:"
)


def clause_rows(edition: Edition | None = None) -> list[dict[str, Any]]:
    """List every clause on the server as plain values; the newest revision's, for COIN-M."""
    return _rows(CHAPTERS, edition or Edition())


def request_rows() -> list[dict[str, Any]]:
    """List every clause on clients as plain values."""
    return _rows((requests,), Edition())


def _rows(chapters: Sequence[Chapter], edition: Edition) -> list[dict[str, Any]]:
    return [
        _row(chapter, edition.clause(clause))
        for chapter in chapters
        for clause in chapter.clauses
        if edition.has(clause)
    ]


def _row(chapter: Chapter, clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "level": clause.level.value,
        "chapter": chapter.title,
        "sentence": clause.sentence,
        "source": str(clause.source),
        "source_kind": clause.source.kind,
        "url": clause.source.url,
        "mutants": [mutant.name for mutant in clause.mutants],
    }


def mutant_rows() -> list[dict[str, Any]]:
    """List every mutant as plain values."""
    return [
        {"mutant": mutant.name, "breaks": clause.id, "summary": mutant.summary}
        for clause in CLAUSES
        for mutant in clause.mutants
    ]


def rows_as_markdown(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    """Write rows as a Markdown table."""
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    for row in rows:
        cells = (str(row[name]).replace("|", "\\|") for name in columns)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def rows_as_json(**tables: Sequence[dict[str, Any]]) -> str:
    """Write tables of rows as JSON, with the contract's revision."""
    return json.dumps({"contract": REVISION, **tables}, indent=2, ensure_ascii=False)


def contract_as_markdown() -> str:
    """Write the contract: its clauses, then the API pages traced to them."""
    clauses = rows_as_markdown(clause_rows(), CLAUSE_COLUMNS)
    clients = rows_as_markdown(request_rows(), CLAUSE_COLUMNS)
    traced = (
        f"{_TRACED.format(method)}\n\n{rows_as_markdown(statement_rows(method), STATEMENT_COLUMNS)}"
        for method in PAGES
    )
    return "\n\n".join([clauses, _OF_CLIENTS, clients, *traced])
