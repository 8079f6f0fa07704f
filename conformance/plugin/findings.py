"""What workers of pytest-xdist hand over besides their verdicts, joined into the parts of a report.

Each performed some scenarios, and compared them with the recordings from before the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from conformance.scenarios.catalogue import CATALOGUE

if TYPE_CHECKING:
    from conformance.drift.accepted import Acceptance

_Findings = Mapping[str, Any]


def joined_findings(
    parts: Sequence[_Findings], accepted: Sequence[Acceptance] = ()
) -> dict[str, Any]:
    """Return several workers' findings as one; nothing where there are none."""
    if len(parts) < 2:  # noqa: PLR2004 - one is whole already
        return dict(*parts)
    from conformance.drift.joining import joined_drifts  # noqa: PLC0415 - only once a run
    from conformance.drift.result import settle  # noqa: PLC0415

    lanes = sorted(parts, key=lambda part: int(part.get("lane", 0)))
    tried = {name for part in lanes for name in part["tried"]}
    places = {scenario.name: place for place, scenario in enumerate(CATALOGUE)}
    lists = ("scenarios", "weights", "told", "complaints")
    one = {name: [row for part in lanes for row in part[name]] for name in lists}
    one["scenarios"].sort(key=lambda scenario: places[scenario["name"]])
    drift = joined_drifts([part["drift"] for part in lanes])
    today = datetime.now(UTC).date()
    return one | {
        "lane": lanes[0].get("lane", 0),
        "tried": sorted(tried),
        "drift": settle(drift, accepted, today, tried >= places.keys()),
        "recordings": {name: text for part in lanes for name, text in part["recordings"].items()},
    }
