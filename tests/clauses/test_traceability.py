"""Every sentence of the pages about streams is held by a clause, or says why none can."""

import json

import pytest

from conformance.api.document import read
from conformance.api.methods import METHODS, PING, START, STOP
from conformance.contract.clauses import CLAUSES
from conformance.contract.traceability import KEY_SHOWN, PAGES
from conformance.evidence.recordings.examples import example_name
from conformance.evidence.recordings.reader import load_cassette
from conformance.files import folder

STATEMENTS = [statement for page in PAGES.values() for statement in page]
TITLES = {STOP.name: "Close-User", START.name: "Start-User", PING.name: "Keepalive-User"}
IDS = {clause.id for clause in CLAUSES}


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: f"{s.section}: {s.english}")
def test_every_statement_has_clauses_that_exist_or_a_reason(statement):
    assert statement.clauses or statement.untested
    assert set(statement.clauses) <= IDS
    assert statement.section
    assert statement.english
    assert statement.chinese


@pytest.mark.parametrize("method", PAGES)
def test_every_clause_that_is_drawn_from_a_page_holds_one_of_its_statements(method):
    held = {clause_id for statement in PAGES[method] for clause_id in statement.clauses}
    drawn = {c.id for c in CLAUSES if TITLES[method] in c.source.url}
    assert drawn
    assert drawn <= held


def members(value, path=""):
    """Yield each member of an example as the table writes it: its path, and a value if a leaf."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from members(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        yield f'`"{path}"`'
        for index, inner in enumerate(value):
            yield from members(inner, f"{path}[{index}]")
    else:
        shown = KEY_SHOWN if path.endswith("apiKey") else value
        yield f'`"{path}": {json.dumps(shown, ensure_ascii=False)}`'


@pytest.mark.parametrize("method", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("frame, section", [(0, "request"), (1, "response example")])
def test_every_member_of_the_examples_is_a_statement(method, language, frame, section):
    transcript = load_cassette(
        folder("cassettes") / "documentation" / f"{example_name(METHODS[method], language)}.yaml"
    ).transcript
    example = read(transcript.frames[frame].data).value
    sentences = {
        statement.english if language == "en" else statement.chinese
        for statement in PAGES[method]
        if statement.section == section
    }
    assert set(members(example)) <= sentences
