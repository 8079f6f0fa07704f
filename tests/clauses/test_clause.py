"""The law: well-formed, and able to fail; each clause by its own mutants."""

import re

import pytest

from conformance.api.sources import BINDING, assumed
from conformance.contract.clause import MUST, Chapter
from conformance.contract.clauses import CHAPTERS, CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import CATALOGUE


def verdicts(choices=None, mutant=None):
    """Perform every scenario in memory and judge it by the whole law."""
    for scenario in CATALOGUE:
        yield from judge(perform_in_memory(scenario, choices, mutant), CLAUSES)


def test_ids_are_unique_and_begin_with_their_chapter():
    ids = [clause.id for clause in CLAUSES]
    assert len(set(ids)) == len(ids)
    for chapter in CHAPTERS:
        assert all(re.fullmatch(rf"{chapter.code}-\d+", clause.id) for clause in chapter.clauses)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_a_clause_is_one_declarative_sentence_with_a_source(clause):
    assert re.fullmatch(r"[A-Z4-5].*\.", clause.sentence)
    assert not re.search(r"\bshould\b|\bmust\b", clause.sentence)
    assert clause.source.place


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_only_what_is_stated_shown_or_standard_is_binding(clause):
    if clause.level is MUST:
        assert clause.source.kind in BINDING == {"stated", "shown", "standard"}
        assert clause.source.url.startswith("https://")


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_what_is_binding_leans_only_on_what_is_binding(clause):
    if clause.level is MUST:
        assert {other.level for other in clause.leans} <= {MUST}


def test_a_clause_leans_only_on_earlier_ones():
    seen = set()
    for clause in CLAUSES:
        assert {other.id for other in clause.leans} <= seen, clause.id
        seen.add(clause.id)


def test_the_reference_server_keeps_every_clause():
    judged = list(verdicts())
    assert {v.outcome for v in judged} == {Outcome.KEPT, Outcome.UNTESTED}


def test_every_clause_is_kept_somewhere_and_so_can_be_broken():
    kept = {v.clause.id for v in verdicts() if v.outcome is Outcome.KEPT}
    assert kept == {clause.id for clause in CLAUSES}


def test_a_clause_without_a_sentence_has_none_and_a_long_one_is_one_line():
    chapter = Chapter("T", "Test")
    register = chapter.clause(1, MUST, of=None, source=assumed("a test"))
    assert register(lambda _: None).sentence == ""

    def judge(_):
        pass

    judge.__doc__ = "Is long,\n    and  goes on.\n    "
    assert register(judge).sentence == "Is long, and goes on."
