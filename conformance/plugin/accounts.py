"""A run of several accounts: each is a lane, with a suite of its own.

A worker of pytest-xdist performs the lanes whose tests it gets. The main process performs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from conformance.evidence.evidence import Pair
from conformance.evidence.live.dealing import deal
from conformance.evidence.progress import Progress
from conformance.evidence.recordings.archive import Archive
from conformance.plugin import summary
from conformance.plugin.findings import joined_findings

if TYPE_CHECKING:
    from conformance.contract.edition import Edition
    from conformance.evidence.run import Run
    from conformance.plugin.suite import PerformedSuite


@dataclass
class AccountsSuite:
    """Suites of one target and different accounts: the lanes."""

    lanes: tuple[PerformedSuite, ...]

    @property
    def archive(self) -> Archive:
        """The recordings: those of all lanes are in one folder."""
        return self.lanes[0].archive

    @property
    def api_keys(self) -> tuple[str, ...]:
        """The API keys of every account."""
        return tuple(key for lane in self.lanes for key in lane.api_keys)

    @property
    def evidence(self) -> Run:
        """The evidence of the first lane: what it says of the target holds for all."""
        return self.lanes[0].evidence

    @property
    def edition(self) -> Edition:
        """The contract by which is judged."""
        return self.lanes[0].edition

    @property
    def pairs(self) -> Sequence[Pair]:
        """The scenarios' pairs. Raises SchemaBroken."""
        return self.lanes[0].pairs

    @cached_property
    def _dealt(self) -> Mapping[str, int]:
        return deal([lane.evidence.credentials for lane in self.lanes])

    def part(self, pair: Pair) -> PerformedSuite:
        """Return the lane that performs a pair's scenario. Raises AccountsDiffer."""
        return self.lanes[self._dealt[pair.scenario]].part(pair)

    @property
    def numbers(self) -> Mapping[str, int]:
        """The lanes of pairs, by their ids; they count from 0. Raises SchemaBroken."""
        return {str(pair): self._dealt[pair.scenario] for pair in self.pairs}

    def header(self) -> str:
        """Return lines on the target, the accounts, and what cannot be performed."""
        accounts = [lane.evidence.credentials for lane in self.lanes]
        return summary.header(self.evidence.target, accounts)

    def cost_line(self, names: Iterable[str]) -> None:
        """Return None: the main process collects no tests; the summary has each account's cost."""
        del names

    def gather(self, pairs: Iterable[Pair], progress: Progress) -> None:
        """Perform the scenarios of pairs, one lane after the other. Raises BadInput and OSError."""
        every = [*pairs]
        for lane in self.lanes:
            lane.gather([pair for pair in every if self.part(pair) is lane], progress)

    def has_gathered(self) -> bool:
        """Whether any lane was begun here."""
        return any(lane.has_gathered() for lane in self.lanes)

    def complaints(self) -> list[str]:
        """Return sentences on recordings that could not be written."""
        return [line for lane in self.lanes for line in lane.complaints()]

    def summary_lines(self) -> list[str]:
        """Return lines on what was performed here, account by account."""
        return [line for number in range(len(self.lanes)) for line in self._lines(number)]

    def _lines(self, number: int) -> list[str]:
        """Return the lines of one account, each with the account's number."""
        note, lines = self.lanes[number].note, self.lanes[number].summary_lines()
        label = f"account {number + 1}: "
        return [each if each == note else label + each.removeprefix("account: ") for each in lines]

    def findings(self) -> dict[str, Any]:
        """Return the parts of a report on what was performed here; empty where nothing was."""
        parts = [
            part | {"lane": number, "told": self._lines(number)}
            for number, lane in enumerate(self.lanes)
            if (part := lane.findings())
        ]
        return self.joined(parts)

    def joined(self, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Return what workers handed over as the parts of one report."""
        return joined_findings(parts, self.lanes[0].accepted)

    def keep(self, recordings: Mapping[str, str]) -> list[str]:
        """Write recordings that workers made on other machines; return complaints."""
        return self.lanes[0].keep(recordings, self.api_keys)
