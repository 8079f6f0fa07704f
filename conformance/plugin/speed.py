"""What makes thousands of tests quick: no fixture is made that none of them needs."""

from __future__ import annotations

from typing import Final

import pytest

_NEEDLESS: Final = {
    "block_network",
    "disable_recording",
    "pytestconfig",
    "record_mode",
    "vcr",
    "vcr_cassette_dir",
    "vcr_markers",
}
"""Fixtures of pytest-recording that are for every test, and those that they need."""


def spare_fixtures(item: pytest.Item) -> None:
    """Leave out pytest-recording's fixtures: the network is closed for the whole session.

    Another fixture that asks for one of them gets it.
    """
    names: list[str] = getattr(item, "fixturenames", [])
    names[:] = [name for name in names if name not in _NEEDLESS]
