"""The broken clauses of a report, each with a few examples: what was sent, and what came.

Examples that are nearly the same are one, with the names of the other scenarios.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from conformance.api.document import ABSENT, JsonObject, read
from conformance.report.columns import WORST_FIRST, worst
from conformance.report.marking import Line, lines
from conformance.report.masks import mask_note, short_masks
from conformance.report.records import Record

_SHOWN: Final = 3
_OWN_FIGURES: Final = ("status", "code", "limit", "intervalNum")
"""The members whose numbers are the contract's own; any other number is one of many alike."""
_NOTHING: Final = {"path": "", "wanted": "", "got": "", "exchange": ""}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One broken clause in one scenario: its first problem, the request, and the answer.

    ``unattached`` are frames of the scenario, where the problem is in no exchange. ``others`` are
    the scenarios that broke the clause in nearly the same way. ``before`` is the answer before, on
    the same connection, with which a count is compared; ``place_before`` is its place.
    """

    record: Record
    problem: JsonObject
    request: list[Line]
    answer: list[Line]
    unattached: list[JsonObject]
    others: list[str]
    before: list[Line] = field(default_factory=list)
    place_before: str = ""

    @property
    def more(self) -> int:
        """How many further problems the verdict has."""
        return max(0, len(self.record.problems) - 1)


@dataclass(frozen=True, slots=True)
class Broken:
    """A broken clause: its facts, the scenarios that broke it, and the first cases in full.

    ``column`` is the worst that its verdicts count in; ``known`` are the reasons of known breaches;
    ``rest`` are the scenarios that broke it in ways that have no example.
    """

    clause: JsonObject
    level: str
    column: str
    known: list[str]
    scenarios: list[str]
    occurrences: list[Occurrence]
    rest: list[str]


def broken_clauses(
    records: Iterable[Record],
    clauses: Mapping[str, JsonObject],
    scenarios: Mapping[tuple[str, str], JsonObject],
) -> list[Broken]:
    """Return the broken clauses: MUST before what is known, and that before SHOULD.

    ``scenarios`` are the evidence of a report, by name and evidence class.
    """
    by_clause: dict[str, list[Record]] = {}
    for record in records:
        if record.outcome == "broken":
            by_clause.setdefault(record.clause, []).append(record)
    broken = [_broken(clauses[clause], each, scenarios) for clause, each in by_clause.items()]
    return sorted(broken, key=lambda each: WORST_FIRST.index(each.column))


def _broken(
    clause: JsonObject,
    records: list[Record],
    scenarios: Mapping[tuple[str, str], JsonObject],
) -> Broken:
    alike: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        alike.setdefault(_kind(record), []).append(record)
    groups = [*alike.values()]
    return Broken(
        clause,
        records[0].level,
        worst(record.column for record in records),
        list(dict.fromkeys(r.known for r in records if r.known is not None)),
        [record.scenario for record in records],
        [
            _occurrence(r, scenarios.get((r.scenario, r.evidence)), [o.scenario for o in others])
            for r, *others in groups[:_SHOWN]
        ],
        [record.scenario for group in groups[_SHOWN:] for record in group],
    )


def _kind(record: Record) -> tuple[str, ...]:
    """Return what nearly identical examples have in common."""
    problem = _NOTHING | (record.problems[0] if record.problems else {})
    path = re.sub(r"\[\d+\]", "[]", problem["path"])
    is_own = path.endswith(_OWN_FIGURES)
    values = (_general(problem[name], is_own) for name in ("wanted", "got"))
    return (record.column, path, *values)


def _general(text: str, is_own: bool) -> str:
    """Return a value's kind: its JSON type, or its words without the numbers in them."""
    if text[:1] in {"{", "[", '"'}:
        return text[0]
    return text if is_own else re.sub(r"-?\d+", "0", text)


def _occurrence(record: Record, scenario: JsonObject | None, others: list[str]) -> Occurrence:
    problem = _NOTHING | (record.problems[0] if record.problems else {})
    exchanges = scenario["exchanges"] if scenario else []
    exchange = next((e for e in exchanges if e["place"] == problem["exchange"]), None)
    unattached = [] if exchange else _near(problem, scenario)
    exchange = exchange or _answered_before(unattached, exchanges)
    problem = {name: short_masks(text) for name, text in problem.items()}
    if exchange is None:
        return Occurrence(record, problem, _requests(exchanges), [], unattached, others)
    path = "" if unattached else problem["path"]
    request = [Line("not known")] if exchange["request"] is None else _lines(exchange["request"])
    answer = _lines(exchange["answer"], path)
    before = _before(exchange, exchanges) if path.endswith(".count") else None
    return Occurrence(
        record,
        problem,
        request,
        answer,
        unattached,
        others,
        _lines(before["answer"]) if before else [],
        before["place"] if before else "",
    )


def _before(exchange: JsonObject, exchanges: Iterable[JsonObject]) -> JsonObject | None:
    """Return the exchange before another, on the same connection, that was answered."""
    connection = exchange["place"].partition(",")[2]
    earlier = itertools.takewhile(lambda each: each is not exchange, exchanges)
    same = [e for e in earlier if e["place"].partition(",")[2] == connection and e["answer"]]
    return same[-1] if same else None


def _lines(text: str | None, path: str = "") -> list[Line]:
    return lines(text if text is None else short_masks(text), path)


def _requests(exchanges: Iterable[JsonObject]) -> list[Line]:
    """Return every request of a scenario, where a problem is in none of its exchanges."""
    return [Line(short_masks(e["request"])) for e in exchanges if e["request"] is not None]


def _near(problem: JsonObject, scenario: JsonObject | None) -> list[JsonObject]:
    """Return the frame in no exchange that has a problem; or the first few such frames."""
    unattached = list(scenario["strays"]) if scenario else []
    own = [stray for stray in unattached if stray["place"] == problem["exchange"]]
    return [s | {"text": short_masks(s["text"])} for s in own or unattached[:_SHOWN]]


def _answered_before(
    unattached: Iterable[JsonObject], exchanges: Iterable[JsonObject]
) -> JsonObject | None:
    """Return the exchange that has the id of a frame in none, as a second answer has."""
    ids = [read(frame["text"]).members.get("id", ABSENT) for frame in unattached]
    for exchange in exchanges:
        own = read(exchange["request"] or "").members.get("id", ABSENT)
        if own is not ABSENT and any(own == each for each in ids[:1]):
            return exchange
    return None


def masks_of(scenarios: Iterable[JsonObject]) -> str:
    """Return a sentence on how long the masked keys are that are shown; empty where none is."""
    exchanges = [e for scenario in scenarios for e in scenario["exchanges"]]
    return mask_note(e[side] or "" for e in exchanges for side in ("request", "answer"))
