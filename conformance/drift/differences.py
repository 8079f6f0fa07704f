"""Two pictures → their differences. Equal ones are passed over; deepdiff compares the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from conformance.api.document import ABSENT, same_json
from conformance.drift.change import Difference, Fact, Place, kind_of
from conformance.drift.picture import LET_THROUGH, NEITHER, OBJECT, REFUSED, Picture, paired_limits
from conformance.drift.volatile import KNOWN

ORDER: Final = "order of members"
_OUTCOME: Final = {"status", "result", "error"}
_FACTS: Final[dict[str, Fact]] = {
    "dictionary_item_added": "new",
    "dictionary_item_removed": "gone",
    "iterable_item_added": "new",
    "iterable_item_removed": "gone",
    "type_changes": "retyped",
    "values_changed": "changed",
}
RawDifference = tuple[Fact, Place, Any, Any]
"""What happened to a value, where, the old value, the new one; ABSENT where there is none."""


def of_exchange(
    old: Picture, new: Picture, method: str | None, number: int
) -> Iterator[Difference]:
    """Yield what differs between two pictures of an exchange."""
    for area, (fact, place, before, now) in _of_exchange(old, new):
        exact = area != "members" or str(place[-1]) in KNOWN or fact == "changed"
        yield Difference(area, fact, place, before, now, method, number, exact)


def _of_exchange(old: Picture, new: Picture) -> Iterator[tuple[str, RawDifference]]:
    if old["answer"] != new["answer"]:
        yield "answer", ("changed", (), old["answer"], new["answer"])
    if not old["answer"] == new["answer"] == OBJECT:
        return
    if old["id"] != new["id"]:
        yield "id", ("changed", (), old["id"], new["id"])
    before, now = old["members"], new["members"]
    if old["outcome"] != new["outcome"] and _is_change_of_its_own(old["outcome"], new["outcome"]):
        yield "outcome", ("changed", (), _outcome(old), _outcome(new))
        both = before.keys() & now.keys() - _OUTCOME  # the rest goes with the outcome
        before, now = ({name: m[name] for name in m if name in both} for m in (before, now))
    yield from (("members", raw) for raw in _members(before, now))
    yield from (("members twice", raw) for raw in deep(old["twice"], new["twice"]))
    if old["outcome"] == new["outcome"]:
        yield from ((ORDER, raw) for raw in _orders(old["order"], new["order"]))
    for what, is_so in old["spelling"].items():
        if is_so != new["spelling"][what]:
            yield "spelling", ("changed", (what,), is_so, new["spelling"][what])


def _is_change_of_its_own(old: str, new: str) -> bool:
    """Whether a changed outcome is reported itself; otherwise its members are.

    Members say more where the outcome was neither a result nor an error, or became that.
    """
    return NEITHER not in (old, new) or (old, new) == (NEITHER, REFUSED)


def _outcome(picture: Picture) -> str:
    """Describe the outcome of an answer with its error code and its status."""
    members, outcome = picture["members"], picture["outcome"]
    error = members.get("error")
    code = f" {error.get('code')}" if isinstance(error, dict) and outcome == REFUSED else ""
    status = members.get("status")
    plain = "" if outcome == LET_THROUGH and status == 200 else f", status {status}"  # noqa: PLR2004
    return f"{outcome}{code}{plain}"


def _members(old: dict[str, Any], new: dict[str, Any]) -> Iterator[RawDifference]:
    limits = paired_limits(old.get("rateLimits"), new.get("rateLimits"))
    for members, entries in zip((old, new), limits, strict=True):
        if "rateLimits" in members:
            members["rateLimits"] = entries
    yield from deep(old, new)


def _orders(old: dict[str, list[str]], new: dict[str, list[str]]) -> Iterator[RawDifference]:
    """Yield the objects whose members come in another order; only members of both sides count."""
    for place in old.keys() & new.keys():
        first = [name for name in old[place] if name in new[place]]
        second = [name for name in new[place] if name in old[place]]
        if first != second:
            yield "changed", (place,), first, second


def deep(old: Any, new: Any) -> Iterator[RawDifference]:
    """Yield what differs between two JSON values, renamed members as renames."""
    if same_json(old, new):
        return
    from deepdiff import DeepDiff  # noqa: PLC0415 - slow to import, and only needed here

    # by default it ignores names with two underscores, and reports unlike objects as one change
    levels = DeepDiff(
        old, new, view="tree", ignore_private_variables=False, threshold_to_diff_deeper=0
    )
    raw_differences: list[RawDifference] = []
    for report, known in _FACTS.items():
        for level in levels.get(report, ()):
            fact: Fact = known
            place = tuple(level.path(output_format="list"))
            first = ABSENT if fact == "new" else level.t1
            second = ABSENT if fact == "gone" else level.t2
            if fact in {"retyped", "changed"}:  # types of JSON, not of Python
                fact = "changed" if kind_of(first) == kind_of(second) else "retyped"
            raw_differences.append((fact, place, first, second))
    yield from sorted(_renamed(raw_differences), key=lambda each: [str(part) for part in each[1]])


def _renamed(raw_differences: list[RawDifference]) -> Iterator[RawDifference]:
    """Join one member gone and one new, of the same type and in one object, to a rename."""
    rest = list(raw_differences)
    lost = [each for each in raw_differences if each[0] == "gone"]
    for gone in [each for each in lost if isinstance(each[1][-1], str)]:
        siblings = [each for each in rest if each[1][:-1] == gone[1][:-1]]
        new = [e for e in siblings if e[0] == "new" and kind_of(e[3]) == kind_of(gone[2])]
        if len(new) == 1 and sum(each[0] == "gone" for each in siblings) == 1:
            rest = [each for each in rest if each not in (gone, new[0])]
            name = new[0][1][-1]
            yield "renamed", gone[1], gone[1][-1], name
    yield from rest
