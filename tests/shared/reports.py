"""Reports for tests: of the reference server, or of one that breaks a clause, judged in memory."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from mutants import mutant

from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.judged import judge_whole
from conformance.contract.mutant import Mutant
from conformance.drift.result import Side, compare_sides, settle
from conformance.evidence.expected import expected_clauses
from conformance.reference.memory import perform_in_memory
from conformance.report.evidence import evidence_part
from conformance.report.exit_codes import exit_code_of
from conformance.report.history import History, Night
from conformance.report.records import Record
from conformance.report.view import View
from conformance.report.writer import report_of
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.transcript.redaction import redact

SOME = ("stop-with-api-key", "stop-id-zero", "stop-twice", "stop-malformed")
DAY = date(2026, 11, 23)
HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked=1'>\x1b[31m\u202e|`~~~"
)


def hostile_damage(turn):
    """Answer with markup, escapes and long texts in every place where a text can be."""
    return turn.answer | {
        "id": HOSTILE,
        HOSTILE: HOSTILE * 3,
        "error": {"code": HOSTILE, "msg": HOSTILE + "x" * 2**18},
    }


HOSTILE_MUTANT = Mutant("hostile", "Everything is markup.", hostile_damage)


@dataclass(frozen=True)
class InMemory:
    """Evidence as reports see it: what was performed in memory, and no ledger."""

    transcripts: list
    ledger: None = None

    def judged(self):
        return [judge_whole(transcript, DAY) for transcript in self.transcripts]


def record_of(plain, **changes):
    """Return a record from plain values, as a report has them, of which some are changed."""
    members = {k: v for k, v in (plain | changes).items() if k in Record.__dataclass_fields__}
    return Record(**members | {"problems": tuple(members["problems"])})


def report(broken=None, names=None, at="2026-11-23T03:17:00+00:00"):
    """Return the report of a run; ``broken`` is a mutant, ``names`` are of scenarios."""
    records, transcripts = [], []
    for scenario in CATALOGUE if names is None else map(BY_NAME.get, names):
        transcript = redact(perform_in_memory(scenario, mutant=broken))[0]
        expected = {clause.id for clause in expected_clauses(scenario, exclusive=True)}
        verdicts = [v for v in judge(transcript, CLAUSES) if v.clause.id in expected]
        records += [
            Record.of(v, f'pytest -k "{scenario.name} and {v.clause.id}"') for v in verdicts
        ]
        transcripts.append(transcript)
    return report_of(
        records,
        "reference",
        datetime.fromisoformat(at),
        ["reference: performed in memory"],
        exit_code_of(records, fail_on_should=False),
        findings=evidence_part(InMemory(transcripts)) | {"drift": drift()},
    )


def drift():
    """Return a comparison of nothing with nothing."""
    return settle(compare_sides(Side("old"), Side("new")), (), datetime.now(UTC).date())


def many(count):
    """Return a report of so many verdicts, kept all but one in a hundred."""
    base = report(mutant("id-as-text"), SOME)
    records = []
    while len(records) < count:
        again = len(records) // len(base["records"])
        records += [r | {"scenario": f"{r['scenario']}-{again}"} for r in base["records"]]
    records = records[:count]
    totals = View(base | {"records": records}).totals
    footer = base["footer"] | {"records": count, "totals": dict(totals)}
    return base | {"records": records, "footer": footer}


def written(folder, report, name="report.json"):
    """Write a report to a folder; return its path."""
    path = folder / name
    path.write_text(json.dumps(report), "utf-8")
    return path


def nights(*reports):
    """Return reports as of one night after the other, each with its day."""
    return [
        (day, report | {"header": report["header"] | {"at": f"{day}T03:17:00+00:00"}})
        for day, report in ((f"2026-11-{20 + i}", report) for i, report in enumerate(reports))
    ]


def history(nights):
    """Return reports, each with its day, as a history."""
    return History([Night(f"{day}.json", View(report)) for day, report in nights])


def cell(whole, clause):
    """Return how often a report's clause is kept and broken, as tables have it."""
    outcomes = [r["outcome"] for r in whole["records"] if r["clause"] == clause]
    marks = {"kept": "✓", "broken": "✗"}
    return " ".join(f"{outcomes.count(o)} {mark}" for o, mark in marks.items() if o in outcomes)
