"""Drift in words: changes grouped by kind, a verdict, and notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from conformance.api.document import JsonObject
from conformance.api.wording import counted
from conformance.drift.change import Severity

CLASSES: Final = tuple(severity.value for severity in Severity)
"""The classes of changes, the worst first."""
MOST_KINDS: Final = 40
"""How many kinds of changes are shown at most."""
RULE_NOTE: Final = (
    "Each rule has an id; `conformance rules ID` says what it means, and what it breaks."
)
_NAMED: Final = 5


def grouped(drift: JsonObject, classes: Sequence[str]) -> list[list[JsonObject]]:
    """Return the changes of some classes that are not accepted, those of one kind together."""
    groups: dict[str, list[JsonObject]] = {}
    for change in drift["changes"]:
        if change["class"] in classes and change["accepted"] is None:
            groups.setdefault(change["everywhere"], []).append(change)
    return sorted(groups.values(), key=lambda group: classes.index(group[0]["class"]))


def drift_verdict(drift: JsonObject) -> str:
    """Return one line on the result: the number of changes by class, and what was compared."""
    totals = drift["totals"]
    kinds = {name: len(grouped(drift, [name])) for name in CLASSES}
    of_kinds = {n: f" of {counted(k, 'kind')}" for n, k in kinds.items() if k < totals[n]}
    counts = ", ".join(f"{n} {name}{of_kinds.get(name, '')}" for name, n in totals.items() if n)
    what = "scenario" if drift["kind"] == "recordings" else "schema"
    scenarios = counted(drift["compared"], what)
    if not drift["compared"]:
        return f"nothing was compared: {_side(drift['old'])} → {_side(drift['new'])}"
    return f"{counts or 'no drift'} in {scenarios}: {_side(drift['old'])} → {_side(drift['new'])}"


def _side(side: JsonObject) -> str:
    days = side["recorded"]
    recorded = f", recorded {' to '.join(sorted({days[0], days[-1]}))}" if days else ""
    evidence = f" ({', '.join(side['evidence'])}{recorded})" if side["evidence"] else ""
    return f"{side['name']}{evidence}"


def drift_notes(drift: JsonObject) -> Iterator[str]:
    """Yield lines on what was not compared, and on acceptances that are of no use."""
    for name, side in (("only_old", drift["old"]), ("only_new", drift["new"])):
        if names := drift[name]:
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            yield f"only in {side['name']}: {', '.join(names[:_NAMED])}{more}"
    yield from _not_compared(drift["not_compared"])
    for entry in drift["acceptances"]:
        yield f"acceptance {entry['fingerprint']} ({entry['reason']}): {entry['problem']}"


def _not_compared(entries: Sequence[JsonObject]) -> Iterator[str]:
    """Yield a line for each reason, with the number of scenarios that it kept out."""
    reasons: dict[str, list[str]] = {}
    for entry in entries:
        reasons.setdefault(entry["why"], []).append(entry["scenario"])
    for why, names in [*reasons.items()][:MOST_KINDS]:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield f"not compared: {names[0]}{more}: {why}"


def places_of(group: Sequence[JsonObject]) -> str:
    """Return where a kind of change was seen: the first place, and how many more scenarios."""
    first, scenarios = group[0], {change["scenario"] for change in group}
    place = f"{first['scenario']}, {first['where']}"
    if len(group) == 1:
        return place
    return f"{len(group)} times, in {place}" + (
        f" and {len(scenarios) - 1} more" if len(scenarios) > 1 else ""
    )
