"""Each clause alone, with those that it leans on: kept by the server, broken by its own mutants.

The conversations are made once, so that this is quick enough to be run for each mutant of our code.
"""

import pytest
from places import DATA

from conformance.api.wording import shown
from conformance.contract.clauses import CLAUSES, MUTANTS
from conformance.contract.judge import judge_conversation
from conformance.contract.verdict import Outcome
from conformance.reference.choices import Choices, Refusal
from conformance.reference.memory import perform_in_memory
from conformance.report.catalogue import rows_as_markdown
from conformance.scenarios.catalogue import CATALOGUE
from conformance.sensitivity.matrix import SUBJECT_COLUMNS, subjects_row
from conformance.transcript.conversation import conversation_of

MATRIX = (DATA / "kills.md").read_text("utf-8").splitlines()
CONVERSATIONS = {}
"""Those of all scenarios by what the server was like; remembered without lru_cache."""


def met(name="", **server):
    """Perform every scenario against a server, once."""
    if name not in CONVERSATIONS:
        transcripts = (perform_in_memory(scenario, **server) for scenario in CATALOGUE)
        CONVERSATIONS[name] = [conversation_of(transcript) for transcript in transcripts]
    return CONVERSATIONS[name]


def law_of(clause):
    """Return a clause after those that it leans on, in the order of the law."""
    needed, waiting = set(), [clause]
    while waiting:
        needed.add(waiting[0].id)
        waiting += waiting.pop(0).leans
    return [other for other in CLAUSES if other.id in needed]


def judged(clause, conversations):
    law = law_of(clause)
    return [judge_conversation(conversation, law)[-1] for conversation in conversations]


SERVERS = {
    "the reference server": {},
    "one that refuses where it may": {
        "choices": Choices(
            limit=6000,
            missing_key=Refusal(401, -2014, "API-key format invalid."),
            unknown_key=Refusal(400, -2015, "Invalid API-key."),
            stop_without_stream=Refusal(400, -1125, "This listenKey does not exist."),
            surplus_params=Refusal(400, -1101, "Too many parameters."),
            limits_on_errors=False,
            event_before_answer="listenKeyExpired",
        )
    },
    "one whose address is shared": {"choices": Choices(shared_address=True, reversed_members=True)},
}


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_a_clause_is_kept_by_servers_that_keep_the_contract(clause, server):
    outcomes = {verdict.outcome for verdict in judged(clause, met(server, **SERVERS[server]))}
    assert outcomes <= {Outcome.KEPT, Outcome.UNTESTED}


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_a_clause_looks_at_as_much_as_the_matrix_says(clause):
    verdicts = judged(clause, met("the reference server"))
    (line,) = rows_as_markdown([subjects_row(clause, verdicts)], SUBJECT_COLUMNS).splitlines()[2:]
    assert line in MATRIX


@pytest.mark.parametrize(
    "clause, mutant", MUTANTS, ids=[f"{clause.id}-{mutant.name}" for clause, mutant in MUTANTS]
)
def test_a_clause_is_broken_by_its_mutant_as_the_matrix_says(clause, mutant):
    broken = [v for v in judged(clause, met(mutant.name, mutant=mutant)) if v.problems]
    first = broken[0].problems[0]
    place = f"{broken[0].scenario}, {first.place}, `{first.problem.path}`"
    expected = [place, shown(first.problem.wanted, 60), shown(first.problem.got, 60)]
    line = next(line for line in MATRIX if line.startswith(f"| {mutant.name} | {clause.id} |"))
    cells = line.strip("| ").split(" | ")
    assert cells[-3:] == [cell.replace("|", "\\|") for cell in expected]
    assert {str(len(broken)), f"{len(broken)} b"} & set(cells)
