"""Where the contracts of several reports differ, which name their revision, in words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from conformance.contract.revisions import REVISIONS, difference


def contract_notes(revisions: Iterable[str]) -> list[str]:
    """Return a sentence for each revision that differs from the next one; none for one revision.

    A revision is a day; what this version does not know of, it says.
    """
    return [_difference(old, new) for old, new in pairwise(sorted({*revisions}))]


def _difference(old: str, new: str) -> str:
    if new > REVISIONS[-1]:
        return f"the contract of {new} is newer than this version, which cannot say what differs"
    if old < REVISIONS[0]:
        return f"the contract of {old} is older than the first, of {REVISIONS[0]}: it is unknown"
    differs = difference(old, new)
    return f"the contracts of {old} and {new} judge alike" if differs.endswith(" ") else differs
