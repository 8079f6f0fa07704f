"""Files of entries that people keep, each with a reason: TOML tables of one kind."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from conformance.api.bad_input import BadInput
from conformance.files import read_file

_LARGEST: Final = 2**20
Entry = Mapping[str, Any]


class EntriesBroken(BadInput):
    """A file of entries cannot be used; the message says what to mend."""

    def __init__(self, path: Path, why: str, hint: str) -> None:
        super().__init__(f"{path.name}: {why}. {hint}")


@dataclass(frozen=True, slots=True)
class EntryFile:
    """A file of tables: their name, and their members that are texts, lists of texts, and dates.

    Members in ``optional`` may be missing. ``example`` says where an entry can be seen.
    """

    table: str
    texts: tuple[str, ...]
    example: str
    lists: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()

    def read(self, path: Path) -> list[Entry]:
        """Read the file; without one there are no entries. Raises EntriesBroken."""
        try:
            document = tomllib.loads(read_file(path, _LARGEST))
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError):
            raise self.broken(path, "it cannot be read as UTF-8 text") from None
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise self.broken(path, f"it is no TOML ({error})") from None
        entries = document.pop(self.table, [])
        if document or not isinstance(entries, list):
            raise self.broken(path, f"it has something other than tables [[{self.table}]]")
        return [self._entry(path, number, entry) for number, entry in enumerate(entries, start=1)]

    def broken(self, path: Path, why: str) -> EntriesBroken:
        """Return the error for a file, to be raised."""
        return EntriesBroken(path, why, f"{self.example} shows an entry")

    def _entry(self, path: Path, number: int, entry: Any) -> Entry:
        """Check an entry; return it with blanks and line breaks in its texts made one blank."""
        members = (*self.texts, *self.lists, *self.dates)
        if not isinstance(entry, dict) or entry.keys() - set(members):
            names = ", ".join(sorted(members))
            raise self.broken(path, f"entry {number} has other members than {names}")
        for name in (n for n in members if n in entry or n not in self.optional):
            value = entry.get(name)
            if name in self.dates:
                entry[name] = self._date(path, number, name, value)
            elif name in self.lists and not _is_list_of_texts(value):
                raise self.broken(path, f"entry {number} has no list of texts named {name}")
            elif name in self.texts:
                if not isinstance(value, str) or not value.strip():
                    raise self.broken(path, f"entry {number} has no {name}")
                entry[name] = " ".join(value.split())
        return entry

    def _date(self, path: Path, number: int, name: str, value: Any) -> date:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        raise self.broken(path, f"entry {number} {name} on no date: write 2027-01-31")


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)


def is_over(expires: date | None, today: date) -> bool:
    """Whether what lasts until a day, included, is over; what has no end never is."""
    return expires is not None and expires < today
