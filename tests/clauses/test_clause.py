"""The law: well-formed, and able to fail; each clause by its own mutants."""

import re

import pytest
from places import DATA

from conformance.contract.clause import MUST
from conformance.contract.clauses import CHAPTERS, CLAUSES, MUTANTS
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.reference.choices import Choices, Refusal
from conformance.reference.memory import perform_in_memory
from conformance.report.catalogue import rows_as_markdown
from conformance.scenarios.catalogue import CATALOGUE
from conformance.sensitivity.matrix import MATRIX_COLUMNS, kill, row

MATRIX = (DATA / "kills.md").read_text("utf-8").splitlines()


def verdicts(choices=None, mutant=None):
    """Perform every scenario in memory and judge it by the whole law."""
    for scenario in CATALOGUE:
        yield from judge(perform_in_memory(scenario, choices, mutant), CLAUSES)


def broken(found):
    return {verdict.clause.id for verdict in found if verdict.outcome is Outcome.BROKEN}


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
def test_only_what_is_documented_or_standard_is_binding(clause):
    if clause.level is MUST:
        assert clause.source.kind in {"documented", "standard"}
        assert clause.source.url.startswith("https://")


def test_a_clause_leans_only_on_earlier_ones():
    seen = set()
    for clause in CLAUSES:
        assert {other.id for other in clause.leans} <= seen, clause.id
        seen.add(clause.id)


def test_the_reference_server_keeps_every_clause():
    found = list(verdicts())
    assert {v.outcome for v in found} == {Outcome.KEPT, Outcome.UNTESTED}


def test_every_clause_is_kept_somewhere_and_so_can_be_broken():
    kept = {v.clause.id for v in verdicts() if v.outcome is Outcome.KEPT}
    assert kept == {clause.id for clause in CLAUSES}


def test_mutants_have_names_of_their_own_and_a_sentence_each():
    names = [mutant.name for _, mutant in MUTANTS]
    assert len(set(names)) == len(names)
    assert all(mutant.summary.endswith(".") for _, mutant in MUTANTS)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_every_clause_has_a_mutant(clause):
    assert clause.mutants


@pytest.mark.parametrize(
    "clause, mutant", MUTANTS, ids=[f"{clause.id}-{mutant.name}" for clause, mutant in MUTANTS]
)
def test_a_mutant_breaks_its_clause_and_no_other_as_the_matrix_says(clause, mutant):
    found = kill(clause, mutant)
    assert set(found.broken) == {clause.id}
    assert found.faults == ()
    (line,) = rows_as_markdown([row(found)], MATRIX_COLUMNS).splitlines()[2:]
    assert line in MATRIX, "write it anew: make sensitivity"


def test_the_matrix_has_a_line_for_each_mutant_in_order_and_no_other():
    lines = [line.split(" | ")[:2] for line in MATRIX if line.startswith("| ")]
    assert lines[2 : len(MUTANTS) + 2] == [
        [f"| {mutant.name}", clause.id] for clause, mutant in MUTANTS
    ]


LEGAL = {
    "limit of the testnet": Choices(limit=6000),
    "missing key as on Spot": Choices(missing_key=Refusal(400, -1102, "Mandatory parameter…")),
    "missing key as 401": Choices(missing_key=Refusal(401, -2014, "API-key format invalid.")),
    "unknown key as 400": Choices(unknown_key=Refusal(400, -2015, "Invalid API-key.")),
    "errors without rate limits": Choices(limits_on_errors=False),
    "no stream to stop": Choices(stop_without_stream=Refusal(400, -1125, "No such listenKey.")),
    "ping without stream": Choices(ping_without_stream=None),
    "surplus refused": Choices(surplus_params=Refusal(400, -1101, "Too many parameters.")),
    "shared address": Choices(shared_address=True),
    "members reversed": Choices(reversed_members=True),
    "indented": Choices(indent=2),
    "events": Choices(event_before_answer=True),
}


@pytest.mark.parametrize("choices", LEGAL.values(), ids=LEGAL)
def test_a_legal_choice_breaks_nothing(choices):
    found = list(verdicts(choices))
    assert broken(found) == set()
    assert Outcome.INCONCLUSIVE not in {v.outcome for v in found}
