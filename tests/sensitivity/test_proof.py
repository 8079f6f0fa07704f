"""The proof: it is one only if all was noticed, and it names what was not."""

from collections import Counter
from dataclasses import replace

import pytest

from conformance.contract.clauses import CLAUSES, MUTANTS
from conformance.sensitivity.__main__ import proof
from conformance.sensitivity.clients import BROKEN_CLIENTS, Catch
from conformance.sensitivity.generated import Score
from conformance.sensitivity.matrix import Kill

KILLS = [
    Kill(clause, mutant, Counter({clause.id: 2}), Counter(), (), None) for clause, mutant in MUTANTS
]
CATCHES = [Catch(clause, mutant, Counter({clause.id: 1})) for clause, mutant in BROKEN_CLIENTS]
DAMAGE = Score(total=100, noticed=90, allowed=Counter({"it changes nothing": 10}))
STRANGER = Counter({MUTANTS[0][0].id: 1, MUTANTS[-1][0].id: 1})


def kills_with(**changes):
    return [replace(KILLS[0], **changes), *KILLS[1:]]


def test_all_that_is_noticed_is_a_proof_in_five_lines_and_one_for_each_reason():
    mutants, clients = len(MUTANTS), len(CATCHES)
    text, is_proved = proof(KILLS, CATCHES, DAMAGE)
    assert is_proved
    assert text.splitlines() == [
        f"clauses {len(CLAUSES)}, without a mutant 0",
        f"mutants {mutants}, killed {mutants}/{mutants} by their own clause",
        "strangers broken 0",
        f"broken clients {clients}, caught {clients}/{clients} by their own clause alone",
        "generated damage 100, noticed 90, allowed 10, missed 0",
        "  allowed 10: it changes nothing",
    ]


@pytest.mark.parametrize(
    "kills, clients, damage, line",
    [
        (kills_with(broken=Counter()), CATCHES, DAMAGE, f"  {MUTANTS[0][1].name}: broke []"),
        (kills_with(broken=STRANGER), CATCHES, DAMAGE, "strangers broken 1"),
        (kills_with(faults=("a judge raised",)), CATCHES, DAMAGE, f"  {MUTANTS[0][1].name}: broke"),
        (KILLS[-1:], CATCHES, DAMAGE, f"clauses {len(CLAUSES)}, without a mutant"),
        (
            KILLS,
            [replace(CATCHES[0], broken=Counter()), *CATCHES[1:]],
            DAMAGE,
            f"  {CATCHES[0].mutant.name}: broke []",
        ),
        (KILLS, CATCHES, replace(DAMAGE, missed=["an answer without an id"]), "  missed an answer"),
        (KILLS, CATCHES, replace(DAMAGE, total=99), "generated damage 99"),
    ],
    ids=["not killed", "a stranger", "a fault", "no mutant", "not caught", "missed", "allowed"],
)
def test_what_is_not_noticed_is_no_proof_and_is_named(kills, clients, damage, line):
    text, is_proved = proof(kills, clients, damage)
    assert not is_proved
    assert line in text
