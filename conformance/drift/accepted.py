"""Which changes a team has accepted: a file of fingerprints, each with a reason."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from conformance.api.bad_input import BadInput

FILE: Final = "drift-accepted.toml"
"""The file's name, in the working folder."""
_MEMBERS: Final = {"fingerprint", "reason", "expires"}


class AcceptanceBroken(BadInput):
    """The file of accepted changes cannot be used; the message says what to mend."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name}: {why}. README, Drift, shows an entry")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One accepted change: its fingerprint, in one scenario or everywhere, and why."""

    fingerprint: str
    reason: str
    expires: date | None = None


def read_accepted(path: Path) -> tuple[Acceptance, ...]:
    """Read the file; without one nothing is accepted. Raises AcceptanceBroken."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError):
        raise AcceptanceBroken(path, "it cannot be read as UTF-8 text") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise AcceptanceBroken(path, f"it is no TOML ({error})") from None
    entries = document.pop("accepted", [])
    if document or not isinstance(entries, list):
        raise AcceptanceBroken(path, "it has something other than tables [[accepted]]")
    return tuple(_entry(path, number, entry) for number, entry in enumerate(entries, start=1))


def _entry(path: Path, number: int, entry: Any) -> Acceptance:
    if not isinstance(entry, dict) or entry.keys() - _MEMBERS:
        names = ", ".join(sorted(_MEMBERS))
        raise AcceptanceBroken(path, f"entry {number} has other members than {names}")
    for name in ("fingerprint", "reason"):
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise AcceptanceBroken(path, f"entry {number} has no {name}")
    expires = entry.get("expires")
    if isinstance(expires, datetime):
        expires = expires.date()
    if expires is not None and not isinstance(expires, date):
        raise AcceptanceBroken(path, f"entry {number} expires on no date: write 2027-01-31")
    return Acceptance(entry["fingerprint"], " ".join(entry["reason"].split()), expires)


def mark(changes: list[dict[str, Any]], accepted: Iterable[Acceptance], today: date) -> None:
    """Set ``accepted`` of each change: the reason why it is accepted, None where it is not."""
    valid = {a.fingerprint: a.reason for a in accepted if not _is_over(a, today)}
    for change in changes:
        change["accepted"] = valid.get(change["fingerprint"], valid.get(change["everywhere"]))


def complaints(
    changes: Iterable[Mapping[str, Any]], accepted: Iterable[Acceptance], today: date, whole: bool
) -> list[dict[str, str]]:
    """List the acceptances that are over, or match nothing: fingerprint, reason, problem.

    ``whole``: everything was compared, so an acceptance that matches nothing is of no use.
    """
    seen = {change[name] for change in changes for name in ("fingerprint", "everywhere")}
    rows = []
    for acceptance in accepted:
        if _is_over(acceptance, today):
            problem = f"it expired on {acceptance.expires}"
        elif whole and acceptance.fingerprint not in seen:
            problem = "it matches no change any more: remove it"
        else:
            continue
        row = {"fingerprint": acceptance.fingerprint, "reason": acceptance.reason}
        rows.append(row | {"problem": problem})
    return rows


def _is_over(acceptance: Acceptance, today: date) -> bool:
    return acceptance.expires is not None and acceptance.expires < today
