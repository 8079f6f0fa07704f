"""How workers of pytest-xdist share a live run: one account is one lane, and a lane one worker's.

xdist groups tests by a suffix of their ids, which the ids of pytest 9.2 do not take.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, islice
from typing import Any, Final

import pytest
from xdist.scheduler import LoadScopeScheduling

_MOST_PENDING: Final = 3
"""How many pending tests are counted: xdist compares their number with two at most."""


class Lanes(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives all tests of a lane to one worker; ``numbers`` are the lanes of pairs, by their ids.

    Tests that judge no pair go with the first lane.
    """

    def __init__(self, config: pytest.Config, log: Any, numbers: Mapping[str, int]) -> None:
        super().__init__(config, log)
        self.numbers = numbers

    def _split_scope(self, nodeid: str) -> str:
        """Return the lane of a test."""
        pair = nodeid.rpartition("[")[2].partition("]")[0]
        return f"account {self.numbers.get(pair, 0) + 1}"

    def _pending_of(self, workload: dict[str, dict[str, bool]]) -> int:
        """Return how many tests are pending, up to three: nobody asks for more.

        They are done in order; to count thousands of them after each would take seconds.
        """
        backwards = chain.from_iterable(reversed(tests.values()) for tests in workload.values())
        return sum(1 for _ in islice((done for done in backwards if not done), _MOST_PENDING))
