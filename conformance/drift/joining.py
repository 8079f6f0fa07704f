"""Comparisons of several parts of a run as one: each part had scenarios of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from conformance.api.document import JsonObject

_LISTS: Final = ("only_old", "only_new")


def joined_drifts(drifts: Sequence[JsonObject]) -> JsonObject:
    """Return comparisons as one; `settle` is to mark its changes and to count them.

    A change of a method's request weight, which several parts may show, is in it once.
    """
    changes = {c["fingerprint"]: c for drift in drifts for c in drift["changes"]}
    skipped = {row["scenario"]: row for drift in drifts for row in drift["not_compared"]}
    lists = {name: sorted({each for d in drifts for each in d[name]}) for name in _LISTS}
    return lists | {
        "kind": drifts[0]["kind"],
        "old": _side(drift["old"] for drift in drifts),
        "new": _side(drift["new"] for drift in drifts),
        "told": [*dict.fromkeys(line for drift in drifts for line in drift["told"])],
        "compared": sum(drift["compared"] for drift in drifts),
        "not_compared": [skipped[name] for name in sorted(skipped)],
        "changes": [*changes.values()],
    }


def _side(sides: Iterable[JsonObject]) -> JsonObject:
    """Return a side of several comparisons: it has one name in all."""
    each = [*sides]
    lists: dict[str, Any] = {
        name: sorted({value for side in each for value in side[name]})
        for name in ("evidence", "recorded")
    }
    return {"name": each[0]["name"]} | lists
