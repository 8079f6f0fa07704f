"""Compares API pages with the contract, for the command line: get, read, compare, tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from conformance.drift.pages.facts import Row, differences
from conformance.drift.pages.fetch import PageGone, PageUnreachable, fetch
from conformance.drift.pages.page import LANGUAGES, NoApiPage, Page, read_pages
from conformance.report.exit_codes import EXIT_BAD_INPUT, EXIT_BROKEN, EXIT_INCONCLUSIVE, EXIT_KEPT
from conformance.report.terminal.console import window
from conformance.report.terminal.pages import as_text


@dataclass(slots=True)
class Compared:
    """What came of comparing pages: rows that differ, and what could not be read or had."""

    pages: list[Page] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """The exit code: bad input before drift before what could not be had."""
        if self.complaints:
            return EXIT_BAD_INPUT
        if self.rows:
            return EXIT_BROKEN
        return EXIT_INCONCLUSIVE if self.doubts else EXIT_KEPT


def compare_pages(names: Iterable[str]) -> Compared:
    """Compare files or addresses with the contract, and with each other. Raises CassetteBroken."""
    compared = Compared()
    for name in names:
        try:
            is_address = name.startswith(("http://", "https://"))
            texts, troubles = fetch(name) if is_address else (_read(name), [])
        except PageUnreachable as error:
            compared.doubts.append(str(error))
            continue
        except (PageGone, OSError, UnicodeDecodeError) as error:
            compared.complaints.append(_said(name, error))
            continue
        for trouble in troubles:
            told = compared.complaints if isinstance(trouble, PageGone) else compared.doubts
            told.append(str(trouble))
        for place, text in texts.items():
            _take(compared, place, text)
    if compared.pages:
        compared.rows = differences(compared.pages)
    return compared


def _read(name: str) -> dict[str, str]:
    return {name: Path(name).read_text("utf-8")}


def _said(name: str, error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"{name}: it cannot be read as UTF-8 text"
    if isinstance(error, OSError):
        return f"{name}: it cannot be read ({error.strerror})"
    return str(error)


def _take(compared: Compared, name: str, text: str) -> None:
    try:
        pages, strange = read_pages(text, name)
    except NoApiPage as error:
        compared.complaints.append(str(error))
        return
    compared.pages += pages
    compared.complaints += [f'{name}: the part "{title}" is no API page' for title in strange]


def written(compared: Compared) -> str:
    """Write what was compared, and a table of the facts that differ."""
    languages = dict.fromkeys(LANGUAGES[page.language] for page in compared.pages)
    return as_text(compared.rows, list(languages), *window(120))
