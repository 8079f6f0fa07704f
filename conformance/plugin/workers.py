"""Workers of pytest-xdist: whether a run has any, how many, and what the main process gives them.

xdist need not be there.
"""

from __future__ import annotations

from typing import Any, Final

import pytest

DIGEST: Final = "conformance-accounts"
"""The key under which a worker is given the digest of the accounts that are lanes."""


def is_worker(config: pytest.Config) -> bool:
    """Whether this process is a worker."""
    return hasattr(config, "workerinput")


def is_distributed(config: pytest.Config) -> bool:
    """Whether this is the main process of a run whose tests run in workers."""
    if is_worker(config):
        return False
    return bool(getattr(config.option, "tx", None)) and config.option.dist != "no"


def workers_of(config: pytest.Config) -> int:
    """Return how many workers the run has; 0 if it has none."""
    if is_worker(config):
        return int(worker_input(config)["workercount"])
    if not is_distributed(config):
        return 0
    from xdist.workermanage import parse_tx_spec_config  # noqa: PLC0415

    return len(parse_tx_spec_config(config))


def worker_input(config: pytest.Config) -> dict[str, Any]:
    """Return what the main process gave this worker; nothing where this is none."""
    given: dict[str, Any] = getattr(config, "workerinput", {})
    return given
