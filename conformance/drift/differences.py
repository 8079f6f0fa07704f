"""Two pictures → their differences: equality first, and deepdiff only where there is none."""

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
Found = tuple[Fact, Place, Any, Any]


def of_exchange(
    old: Picture, new: Picture, method: str | None, number: int
) -> Iterator[Difference]:
    """Yield what differs between two pictures of an exchange."""
    for area, (fact, place, before, now) in _of_exchange(old, new):
        exact = area != "members" or str(place[-1]) in KNOWN or fact == "changed"
        yield Difference(area, fact, place, before, now, method, number, exact)


def _of_exchange(old: Picture, new: Picture) -> Iterator[tuple[str, Found]]:
    if old["answer"] != new["answer"]:
        yield "answer", ("changed", (), old["answer"], new["answer"])
    if not old["answer"] == new["answer"] == OBJECT:
        return
    if old["id"] != new["id"]:
        yield "id", ("changed", (), old["id"], new["id"])
    before, now = old["members"], new["members"]
    if old["outcome"] != new["outcome"] and _is_told(old["outcome"], new["outcome"]):
        yield "outcome", ("changed", (), _outcome(old), _outcome(new))
        both = before.keys() & now.keys() - _OUTCOME  # the rest goes with the outcome
        before, now = ({name: m[name] for name in m if name in both} for m in (before, now))
    yield from (("members", found) for found in _members(before, now))
    yield from (("members twice", found) for found in deep(old["twice"], new["twice"]))
    if old["outcome"] == new["outcome"]:
        yield from ((ORDER, found) for found in _orders(old["order"], new["order"]))
    for what, is_so in old["spelling"].items():
        if is_so != new["spelling"][what]:
            yield "spelling", ("changed", (what,), is_so, new["spelling"][what])


def _is_told(old: str, new: str) -> bool:
    """Whether a changed outcome says more than its members: where it was or is none, these do."""
    return NEITHER not in (old, new) or (old, new) == (NEITHER, REFUSED)


def _outcome(picture: Picture) -> str:
    """Say how an answer came out, in words that hold its status and its code."""
    members, told = picture["members"], picture["outcome"]
    error = members.get("error")
    code = f" {error.get('code')}" if isinstance(error, dict) and told == REFUSED else ""
    status = members.get("status")
    plain = "" if told == LET_THROUGH and status == 200 else f", status {status}"  # noqa: PLR2004
    return f"{told}{code}{plain}"


def _members(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Found]:
    limits = paired_limits(old.get("rateLimits"), new.get("rateLimits"))
    for members, entries in zip((old, new), limits, strict=True):
        if "rateLimits" in members:
            members["rateLimits"] = entries
    yield from deep(old, new)


def _orders(old: dict[str, list[str]], new: dict[str, list[str]]) -> Iterator[Found]:
    """Yield the objects whose members come in another order, those of one side left out."""
    for place in old.keys() & new.keys():
        first = [name for name in old[place] if name in new[place]]
        second = [name for name in new[place] if name in old[place]]
        if first != second:
            yield "changed", (place,), first, second


def deep(old: Any, new: Any) -> Iterator[Found]:
    """Yield what differs between two JSON values; a member gone and another new may be a rename."""
    if same_json(old, new):
        return
    from deepdiff import DeepDiff  # noqa: PLC0415 - slow to import, and only needed here

    # it would pass over names with two underscores, and report unlike objects as one change
    levels = DeepDiff(
        old, new, view="tree", ignore_private_variables=False, threshold_to_diff_deeper=0
    )
    found: list[Found] = []
    for report, known in _FACTS.items():
        for level in levels.get(report, ()):
            fact: Fact = known
            place = tuple(level.path(output_format="list"))
            first = ABSENT if fact == "new" else level.t1
            second = ABSENT if fact == "gone" else level.t2
            if fact in {"retyped", "changed"}:  # an integer and 7.0 are one type of Python's, say
                fact = "changed" if kind_of(first) == kind_of(second) else "retyped"
            found.append((fact, place, first, second))
    yield from sorted(_renamed(found), key=lambda each: [str(part) for part in each[1]])


def _renamed(found: list[Found]) -> Iterator[Found]:
    """Take one member gone and one new of the same type, in one object, for a rename."""
    rest = list(found)
    for gone in [each for each in found if each[0] == "gone" and isinstance(each[1][-1], str)]:
        siblings = [each for each in rest if each[1][:-1] == gone[1][:-1]]
        new = [e for e in siblings if e[0] == "new" and kind_of(e[3]) == kind_of(gone[2])]
        if len(new) == 1 and sum(each[0] == "gone" for each in siblings) == 1:
            rest = [each for each in rest if each not in (gone, new[0])]
            name = new[0][1][-1]
            yield "renamed", gone[1], gone[1][-1], name
    yield from rest
