"""What a server may choose breaks nothing."""

import pytest

from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.reference.choices import Choices, Refusal
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import CATALOGUE


def verdicts(choices=None, mutant=None):
    """Perform every scenario in memory and judge it by the whole law."""
    for scenario in CATALOGUE:
        yield from judge(perform_in_memory(scenario, choices, mutant), CLAUSES)


def broken(judged):
    return {verdict.clause.id for verdict in judged if verdict.outcome is Outcome.BROKEN}


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
    "events": Choices(event_before_answer="listenKeyExpired"),
}


@pytest.mark.parametrize("choices", LEGAL.values(), ids=LEGAL)
def test_a_legal_choice_breaks_nothing(choices):
    judged = list(verdicts(choices))
    assert broken(judged) == set()
    assert Outcome.INCONCLUSIVE not in {v.outcome for v in judged}
