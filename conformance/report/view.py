"""A report as it is shown: verdict, matrix, broken clauses, grid, chart. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import Final

from conformance.api.document import JsonObject
from conformance.api.wording import counted
from conformance.report.answerer import Answerer
from conformance.report.examples import Broken, broken_clauses
from conformance.report.exit_codes import EXIT_FAULT
from conformance.report.reader import Report
from conformance.report.records import Record, chapter_of, reasons_of, totals_of

KEYS: Final = ("valid", "absent", "unknown", "invalid", "unverifiable")
SESSIONS: Final = ("none", "logged-on", "logged-out", "refused", "unknown")
_SLOWEST: Final = 15


@dataclass(frozen=True)
class View:
    """A report as it is shown."""

    report: Report
    records: list[Record] = field(init=False)

    def __post_init__(self) -> None:
        records = [Record(**members) for members in self.report["records"]]
        object.__setattr__(self, "records", records)

    @cached_property
    def totals(self) -> Counter[str]:
        """How many verdicts of each outcome there are."""
        return totals_of(self.records)

    @cached_property
    def clauses(self) -> dict[str, JsonObject]:
        """The clauses by id: as the report has them, or with nothing but their ids."""
        known = {clause["id"]: clause for clause in self.report["clauses"]}
        bare = {"chapter": "", "sentence": "", "source": "", "url": "", "mutants": []}
        return {
            **known,
            **{
                r.clause: {"id": r.clause, "level": r.level, **bare}
                for r in self.records
                if r.clause not in known
            },
        }

    @cached_property
    def verdict(self) -> str:
        """The result of the run in one word: the worst outcome that counts."""
        if self.report["footer"]["exit_code"] == EXIT_FAULT:
            return "fault"
        for outcome in ("fault", "broken", "inconclusive"):
            if self.totals[outcome]:
                return outcome
        if self.totals["known"]:
            return "known"
        return "kept" if self.totals["kept"] else "nothing"

    @cached_property
    def sentence(self) -> str:
        """The result of the run in one sentence, which says whose answers it is about."""
        broken = [r for r in self.records if r.outcome == "broken" and r.column == "broken"]
        clauses, where = {r.clause for r in broken}, {r.scenario for r in broken}
        kept = {name for (name, _), counts in self.by_scenario.items() if counts["kept"]}
        breaker, answerer = Answerer.of(broken), Answerer.of(self.records)
        statement = {
            "fault": "This suite had a fault of its own, so this run tells nothing for sure",
            "broken": f"{breaker.does('break')} the contract: {counted(len(clauses), 'clause')} "
            f"in {counted(len(where), 'scenario')}{breaker.caveat}",
            "inconclusive": ("Nothing is broken, but " if kept else "Nothing could be judged: ")
            + f"{counted(self.totals['inconclusive'], 'verdict')} could not be had",
            "known": f"{answerer.does('break')} nothing but what is known{answerer.caveat}",
            "kept": f"{answerer.does('keep')} the contract, "
            f"in {counted(len(kept), 'scenario')}{answerer.caveat}",
            "nothing": "Nothing was judged",
        }[self.verdict]
        of = Counter(column for counts in self.by_clause.values() for column in counts)
        known, should = of["known"], of["should"]
        more = f"; {known} known {'breach' if known == 1 else 'breaches'}" if known else ""
        more += f"; {counted(should, 'recommendation')} not followed" if should else ""
        incomplete = self.report["header"].get("incomplete")
        return f"{statement}{more}." + (f" Not complete: {incomplete}." if incomplete else "")

    @cached_property
    def chapters(self) -> dict[str, str]:
        """The chapters by code, in their order, with their titles."""
        codes = dict.fromkeys(map(chapter_of, self.clauses))
        titles = {chapter_of(c["id"]): c["chapter"] for c in self.clauses.values()}
        judged = {record.chapter for record in self.records}
        return {code: titles[code] for code in codes if code in judged}

    @cached_property
    def scenarios(self) -> list[tuple[str, str]]:
        """The scenarios with their evidence class, in the order of the run."""
        return list(dict.fromkeys((r.scenario, r.evidence) for r in self.records))

    @cached_property
    def cells(self) -> dict[tuple[str, str, str], Counter[str]]:
        """How many verdicts of each outcome there are by scenario, evidence class and chapter."""
        cells: dict[tuple[str, str, str], Counter[str]] = {}
        for record in self.records:
            key = (record.scenario, record.evidence, record.chapter)
            cells.setdefault(key, Counter())[record.column] += record.verdicts
        return cells

    @cached_property
    def by_chapter(self) -> dict[str, Counter[str]]:
        """How many verdicts of each outcome there are by chapter."""
        counts: dict[str, Counter[str]] = {code: Counter() for code in self.chapters}
        for (_, _, chapter), cell in self.cells.items():
            counts[chapter].update(cell)
        return counts

    @cached_property
    def by_scenario(self) -> dict[tuple[str, str], Counter[str]]:
        """How many verdicts of each outcome there are by scenario and evidence class."""
        counts: dict[tuple[str, str], Counter[str]] = {key: Counter() for key in self.scenarios}
        for (name, evidence, _), cell in self.cells.items():
            counts[name, evidence].update(cell)
        return counts

    @cached_property
    def by_clause(self) -> dict[str, Counter[str]]:
        """How many verdicts of each outcome there are by clause."""
        counts: dict[str, Counter[str]] = {}
        for record in self.records:
            counts.setdefault(record.clause, Counter())[record.column] += record.verdicts
        return counts

    @cached_property
    def broken(self) -> list[Broken]:
        """The broken clauses: MUST before what is known, and that before SHOULD."""
        scenarios = {(s["name"], s["evidence"]): s for s in self.report["scenarios"]}
        return broken_clauses(self.records, self.clauses, scenarios)

    @cached_property
    def doubts(self) -> list[tuple[str, int]]:
        """Reasons of inconclusive verdicts and faults, each with the number of verdicts."""
        return reasons_of(r for r in self.records if r.column in {"inconclusive", "fault"})

    @cached_property
    def left_out(self) -> list[tuple[str, int]]:
        """Why verdicts are optional, each reason with their number."""
        return reasons_of(r for r in self.records if r.is_optional)

    @cached_property
    def grid(self) -> dict[tuple[str, str], Counter[str]]:
        """The outcomes of stops, by the kind of their apiKey and the state of the session."""
        outcomes: dict[tuple[str, str], Counter[str]] = {}
        for scenario in self.report["scenarios"]:
            for stop in scenario["stops"]:
                outcome = stop["outcome"] + (f" {stop['code']}" if stop["code"] is not None else "")
                outcomes.setdefault((stop["key"], stop["session"]), Counter())[outcome] += 1
        return outcomes

    @cached_property
    def latency(self) -> list[tuple[str, float, int, int]]:
        """The slowest scenarios: name, median and maximum in ms, number of answers."""
        timed = [s for s in self.report["scenarios"] if s["latency"]]
        rows = [(s["name"], median(s["latency"]), max(s["latency"]), s["latency"]) for s in timed]
        slowest = sorted(rows, key=lambda row: -row[2])[:_SLOWEST]
        return [(name, middle, most, len(all_)) for name, middle, most, all_ in slowest]

    @property
    def answers(self) -> list[int]:
        """How long every answer took, in ms."""
        return [ms for scenario in self.report["scenarios"] for ms in scenario["latency"]]

    @cached_property
    def provenance(self) -> list[tuple[str, str, str, int]]:
        """Where evidence came from: class, endpoint, day, and the number of scenarios."""
        counts = Counter(
            (s["evidence"], s["endpoint"].partition("?")[0], s["recorded"] or "by a virtual clock")
            for s in self.report["scenarios"]
        )
        return [(*key, count) for key, count in sorted(counts.items())]
