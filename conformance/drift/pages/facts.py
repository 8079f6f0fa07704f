"""A page's facts beside the contract's: on which of them the two do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from conformance.api.document import ABSENT, Document, same_json
from conformance.api.methods import METHODS, STOP
from conformance.api.misfit import json_path
from conformance.api.wording import Phrase, shown
from conformance.contract.traceability import PAGES, Statement
from conformance.drift.pages.page import LANGUAGES, Page
from conformance.evidence.recordings.archive import archive
from conformance.evidence.recordings.examples import example_name
from conformance.evidence.recordings.reader import load_cassette
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import EvidenceClass

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One fact on which the contract and a page, or two pages, do not agree.

    ``contract`` and ``pages`` hold the fact of each, by language; ABSENT where it has none.
    """

    fact: str
    contract: dict[str, Any]
    pages: dict[str, Any]

    @property
    def disagree(self) -> bool:
        """Whether the pages do not agree with each other, in more than their wording."""
        first, *others = self.pages.values()
        unlike = any(not _agree(first, other) for other in others)
        return unlike and len({shown(value) for value in self.contract.values()}) == 1


def of_page(page: Page) -> Facts:
    """Return the facts of a page, by name."""
    facts: Facts = {"title": page.title}
    for name, text in page.sections.items():
        known = name in {"description", "method", "request weight"}
        facts[name if known else f'section "{name}"'] = text
    for name, columns in page.parameters.items():
        facts |= {f"parameter {name}: {column}": text for column, text in columns.items()}
    for name, document in page.examples.items():
        facts |= _members(name, document)
    return facts


def _members(name: str, document: Document) -> Facts:
    """Return an example's members by their JSON paths; the example where it is no JSON."""
    if document.value is ABSENT:
        return {name: Phrase(f"no JSON ({document.error})")}
    twice = {f"{name}: {member} is there twice": True for member in document.repeated}
    return twice | {
        f"{name}: {json_path(place)}": value for place, value in _inside(document.value)
    }


def _inside(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """Yield a JSON value, and every value in it, with its place."""
    yield place, value
    if isinstance(value, dict | list):
        for part, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _inside(inner, (*place, part))


def subject_of(page: Page) -> str:
    """Return the method that a page is about; a stop's where it names none that is known."""
    named = page.sections.get("method")
    return next((method for method in PAGES if method == str(named)), STOP.name)


def of_contract(language: str, method: str = STOP.name) -> Facts:
    """Return what the contract takes from the page of a method, in the wording of a language.

    Raises CassetteBroken: the examples are recordings of the documentation.
    """
    facts: Facts = {
        statement.fact: _wording(statement, language).replace("`", "")
        for statement in PAGES[method]
        if statement.fact
    }
    facts["request weight"] = str(METHODS[method].weight)
    path = archive().path(EvidenceClass.DOCUMENTATION, example_name(METHODS[method], language))
    (exchange,) = conversation_of(load_cassette(path).transcript).exchanges
    for name, message in (
        ("request example", exchange.request),
        ("response example", exchange.answer),
    ):
        facts |= _members(name, message.document) if message else {}
    return facts


def _wording(statement: Statement, language: str) -> str:
    return statement.english if language == "en" else statement.chinese


def _lost(every_side: Sequence[Facts]) -> list[str]:
    """Name the examples and parameters that are not in all the facts, or not readable in some."""
    groups = [
        dict.fromkeys(name.partition(": ")[0] for name in facts if ": " in name)
        for facts in every_side
    ]
    named = dict.fromkeys(name for group in groups for name in group)
    return [name for name in named if not all(name in group for group in groups)]


def _fold(facts: Facts, group: str) -> None:
    """Replace the facts of an example or a parameter by one: that it is there, with its parts."""
    inside = [name for name in facts if name.startswith(f"{group}: ")]
    if inside:
        facts[group] = Phrase(", ".join(name.removeprefix(f"{group}: ") for name in inside))
    for name in inside:
        del facts[name]


def differences(pages: Sequence[Page], method: str = STOP.name) -> list[Row]:
    """List the facts on which pages of a method and the contract do not agree, each once.

    Raises CassetteBroken.
    """
    page_facts = {_label(pages, place): of_page(page) for place, page in enumerate(pages)}
    contract_facts = {
        label: of_contract(page.language, method)
        for label, page in zip(page_facts, pages, strict=True)
    }
    every_side = [*contract_facts.values(), *page_facts.values()]
    for group in _lost(every_side):
        for facts in every_side:
            _fold(facts, group)
    names = dict.fromkeys(name for facts in every_side for name in facts)
    rows: list[Row] = []
    for name in names:
        row = Row(
            name,
            {label: facts.get(name, ABSENT) for label, facts in contract_facts.items()},
            {label: facts.get(name, ABSENT) for label, facts in page_facts.items()},
        )
        if any(not _agree(row.contract[label], row.pages[label]) for label in page_facts):
            rows.append(row)
    return _with_renames([row for row in rows if not _follows(row, rows)])


def _with_renames(rows: Sequence[Row]) -> list[Row]:
    """Join the row of a name that is gone and the row of the new name beside it to one."""
    rest = list(rows)
    for gone in rows:
        others = [row for row in rest if _renames(gone, row)]
        if len(others) == 1:
            name = others[0].fact.removeprefix(_inside_of(gone.fact))
            page_values = {
                label: Phrase(f"called {name}") if value is ABSENT else value
                for label, value in gone.pages.items()
            }
            rest[rest.index(gone)] = replace(gone, pages=page_values)
            rest.remove(others[0])
    return rest


def _renames(gone: Row, new: Row) -> bool:
    """Whether a fact that pages lack is there under another name, with the same value."""
    lacking = [label for label, value in gone.pages.items() if value is ABSENT]
    return (
        _inside_of(gone.fact) == _inside_of(new.fact)
        and bool(lacking)
        and lacking == [label for label, value in new.pages.items() if value is not ABSENT]
        and all(same_json(gone.contract[label], new.pages[label]) for label in lacking)
    )


def _inside_of(fact: str) -> str:
    """Return what comes before a fact's own name: ``parameter ``, or the path of an object."""
    return fact[: max(fact.rfind(mark) + 1 for mark in ". ")]


def _agree(one: Any, other: Any) -> bool:
    """Whether two values are the same. Two objects, or two lists, are: their parts have rows."""
    for kind in (dict, list):
        if isinstance(one, kind) and isinstance(other, kind):
            return True
    return same_json(one, other)


def _follows(row: Row, rows: Sequence[Row]) -> bool:
    """Whether another row says it already: one for its object, or for the method it repeats."""
    if any(row.fact.startswith((f"{other.fact}.", f"{other.fact}[")) for other in rows):
        return True
    methods = [other.pages for other in rows if other.fact == "method"]
    return row.fact == "request example: $.method" and row.pages in methods


def _label(pages: Sequence[Page], place: int) -> str:
    """Name a page by its language, and by its place where there are several of one."""
    language = pages[place].language
    before = sum(page.language == language for page in pages[:place])
    return LANGUAGES[language] + (f" {before + 1}" if before else "")
