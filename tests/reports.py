"""Reports for tests: of the reference server, or of one that breaks a clause, judged in memory."""

from datetime import UTC, date, datetime

from conformance.contract.clauses import CLAUSES, MUTANTS
from conformance.contract.judge import judge
from conformance.contract.mutant import Mutant
from conformance.drift.result import Side, compare_sides, settle
from conformance.evidence.expected import expected_clauses
from conformance.reference.memory import perform_in_memory
from conformance.report.evidence import scenes
from conformance.report.records import Record, exit_code
from conformance.report.writer import results
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.transcript.redaction import redact

DAY = date(2026, 11, 23)
HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked=1'>\x1b[31m\u202e|`~~~"
)


def mutant(name):
    return next(each for _, each in MUTANTS if each.name == name)


def hostile_damage(turn):
    """Answer with markup, escapes and long texts in every place where a text can be."""
    return turn.answer | {
        "id": HOSTILE,
        HOSTILE: HOSTILE * 3,
        "error": {"code": HOSTILE, "msg": HOSTILE + "x" * 2**20},
    }


HOSTILE_MUTANT = Mutant("hostile", "Everything is markup.", hostile_damage)


def report(broken=None, names=None, at="2026-11-23T03:17:00+00:00"):
    """Return the report of a run; ``broken`` is a mutant, ``names`` are of scenarios."""
    records, said = [], []
    for scenario in CATALOGUE if names is None else map(BY_NAME.get, names):
        transcript = redact(perform_in_memory(scenario, mutant=broken))[0]
        asked = {clause.id for clause in expected_clauses(scenario, exclusive=True)}
        verdicts = [v for v in judge(transcript, CLAUSES) if v.clause.id in asked]
        records += [
            Record.of(v, f'pytest -k "{scenario.name} and {v.clause.id}"') for v in verdicts
        ]
        said.append((transcript, DAY, verdicts))
    findings = scenes(said) | {"drift": drift()}
    told = ["reference: performed in memory"]
    when = datetime.fromisoformat(at)
    return results(
        records,
        "reference",
        when,
        told,
        exit_code(records, fail_on_should=False),
        findings=findings,
    )


def drift():
    """Return a comparison of nothing with nothing."""
    return settle(compare_sides(Side("old"), Side("new")), (), datetime.now(UTC).date())
