"""How workers of pytest-xdist share a live run: one account is one lane, so one of them performs.

xdist groups tests by a suffix of their ids, which the ids of pytest 9.2 do not take.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling


class OneLane(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives all tests of a run to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        """Return the lane of a test."""
        del nodeid
        return "account"
