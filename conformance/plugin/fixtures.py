"""Fixtures for other projects: ``pytest_plugins = ["conformance.plugin.fixtures"]``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conformance.clients.library import RunningProxy, RunningServer


@pytest.fixture
def conformance_server(tmp_path: Path) -> Iterator[RunningServer]:
    """Yield a reference server on loopback, with an account of its own: see `RunningServer`."""
    from conformance.clients.library import running_server  # noqa: PLC0415

    with running_server(tmp_path) as running:
        yield running


@pytest.fixture
def conformance_proxy(conformance_server: RunningServer) -> Iterator[RunningProxy]:
    """Yield a proxy before `conformance_server` that judges both sides: see `RunningProxy`."""
    from conformance.clients.library import running_proxy  # noqa: PLC0415

    with running_proxy(conformance_server.url) as running:
        yield running
