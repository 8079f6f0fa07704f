"""Lines on a run: its target and account, its cost, and recordings that are of no use to it.

The words for verdicts are in `report`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from conformance.evidence.recordings.archive import Archive
from conformance.evidence.recordings.inventory import inventory
from conformance.scenarios.catalogue import CATALOGUE

if TYPE_CHECKING:
    from conformance.api.credentials import Credentials
    from conformance.evidence.live.targets import Target
    from conformance.evidence.run import Run

_SHORTEST_KEY = 20


def header(target: Target, accounts: Sequence[Credentials]) -> str:
    """Return lines on the target, the accounts, and what cannot be performed."""
    from conformance.evidence.live.account import PING_NOTICE  # noqa: PLC0415 - slow to import

    own = target.name == "reference"
    who = "accounts of its own" if own else "; ".join(map(_description, accounts))
    who = f"{len(accounts)} accounts side by side: {who}" if accounts[1:] else who
    lines = [f"target: {target.name} (evidence: {target.evidence_class}), as {who}"]
    lines += [] if own else _lacking_lines(accounts)
    if accounts[0].api_key and not own:
        lines.append(f"account: {PING_NOTICE}")
    return "\n".join(lines)


def _description(credentials: Credentials) -> str:
    """Return whose account it is, and the second account that belongs to it."""
    key, other = credentials.api_key, credentials.other
    account = _name_of(key) if key else "nobody: no BINANCE_API_KEY is set"
    account += f" ({credentials.kind})" if key else ""
    return account + (f", and as a second account {_name_of(other.api_key)}" if other else "")


def _lacking_lines(accounts: Sequence[Credentials]) -> Iterator[str]:
    """Yield lines on what no account can perform, and on what a run may do without."""
    from conformance.evidence.live import lacking  # noqa: PLC0415 - slow to import

    least = [min((s.needs - each.has for each in accounts), key=len) for s in CATALOGUE]
    wanting = [names for names in least if names]
    left_out = [names for names in wanting if lacking.is_left_out(names)]
    others = [names for names in wanting if not lacking.is_left_out(names)]
    of = f"of {len(CATALOGUE)} scenarios"
    if others:
        names = frozenset().union(*others) - lacking.OPTIONAL
        lacks = " and ".join(sorted(names))
        yield f"{len(others)} {of} cannot be performed without {lacks}; they are inconclusive"
    if left_out:
        whys = dict.fromkeys(map(lacking.why_lacking, left_out))
        yield f"{len(left_out)} {of} are optional, and left out: {'; '.join(whys)}"


def _name_of(key: str | None) -> str:
    """Name a key by its last four characters, unless it is too short to show any."""
    shown = key if key and len(key) >= _SHORTEST_KEY else ""
    return f"the key that ends in {shown[-4:]}" if shown else "a short key"


def cost_line(run: Run, names: Iterable[str]) -> str | None:
    """Return a line on the cost of scenarios; None where it is not counted."""
    from conformance.evidence.live.cost import RunCost  # noqa: PLC0415 - slow to import

    if run.target.exclusive:
        return None
    chosen = set(names)
    scenarios = [scenario for scenario in CATALOGUE if scenario.name in chosen]
    return RunCost.of(scenarios, run.credentials).announcement(run.percent)


def recording_lines(archive: Archive, max_age: float | None, today: date) -> list[str]:
    """Return lines on recordings that are unused or old; ``max_age`` is in days."""
    return [f"recordings: {line}" for line in inventory(archive, max_age, today)]
