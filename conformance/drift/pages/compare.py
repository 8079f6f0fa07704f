"""Compares API pages, files or addresses, with the contract and with each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from conformance.drift.pages.facts import Row, differences, subject_of
from conformance.drift.pages.fetch import LARGEST_PAGE, PageGone, PageUnreachable, fetch
from conformance.drift.pages.page import LANGUAGES, NoApiPage, Page, read_pages
from conformance.files import read_file


@dataclass(slots=True)
class PageComparison:
    """The result of comparing pages.

    ``rows`` are facts that differ; ``complaints`` name what could not be read, ``doubts`` what
    could not be fetched.
    """

    pages: list[Page] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def languages(self) -> list[str]:
        """The languages of the pages, each once."""
        return list(dict.fromkeys(LANGUAGES[page.language] for page in self.pages))

    def add(self, name: str) -> None:
        """Read the pages of a file, or of an address and its other language."""
        try:
            is_address = name.startswith(("http://", "https://"))
            texts, troubles = fetch(name) if is_address else (_read_file(name), [])
        except PageUnreachable as error:
            self.doubts.append(str(error))
            return
        except (PageGone, OSError, UnicodeDecodeError) as error:
            self.complaints.append(_complaint(name, error))
            return
        for trouble in troubles:
            lines = self.complaints if isinstance(trouble, PageGone) else self.doubts
            lines.append(str(trouble))
        for place, text in texts.items():
            self._add_text(place, text)

    def _add_text(self, name: str, text: str) -> None:
        try:
            pages, others = read_pages(text, name)
        except NoApiPage as error:
            self.complaints.append(str(error))
            return
        self.pages += pages
        self.complaints += [f'{name}: the part "{title}" is no API page' for title in others]


def compare_pages(names: Iterable[str]) -> PageComparison:
    """Compare files or addresses with the contract, and with each other. Raises CassetteBroken."""
    comparison = PageComparison()
    for name in names:
        comparison.add(name)
    for method in dict.fromkeys(map(subject_of, comparison.pages)):
        pages = [page for page in comparison.pages if subject_of(page) == method]
        comparison.rows += differences(pages, method)
    return comparison


def _read_file(name: str) -> dict[str, str]:
    return {name: read_file(Path(name), LARGEST_PAGE)}


def _complaint(name: str, error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"{name}: it cannot be read as UTF-8 text"
    if isinstance(error, OSError):
        return f"{name}: it cannot be read ({error.strerror})"
    return str(error)
