"""Which evidence a pytest run judges, by its options; every refusal is one clean line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conformance.api import schemas
from conformance.evidence.recordings.archive import Archive, archive
from conformance.evidence.replay import Replay

if TYPE_CHECKING:
    from conformance.evidence.run import Live


def choose(config: pytest.Config) -> Live | Replay:
    """Return the evidence, before anything is loaded or sent. Raises UsageError."""
    try:
        schemas.check()
    except schemas.SchemaBroken as error:
        raise pytest.UsageError(str(error)) from None
    return _live(config) if config.option.live else Replay(_archive(config))


def _live(config: pytest.Config) -> Live:
    from conformance.api.credentials import Credentials  # noqa: PLC0415
    from conformance.api.signing import KeyFileUnusable  # noqa: PLC0415
    from conformance.drift import accepted  # noqa: PLC0415
    from conformance.evidence.live import targets  # noqa: PLC0415 - not needed offline, and slow to import
    from conformance.evidence.run import Live  # noqa: PLC0415

    option = config.option
    try:
        target = targets.find_target(
            option.target or "testnet", option.i_own_this_production_account
        )
        own = target.name == "reference"
        credentials = Credentials() if own else targets.read_credentials()
        targets.guard_credentials(target, credentials)
        taken = accepted.read_accepted(config.rootpath / accepted.FILE)
    except (targets.TargetRefused, KeyFileUnusable, accepted.AcceptanceBroken) as error:
        raise pytest.UsageError(str(error)) from None
    mode, percent = option.record_mode or "none", option.weight_budget
    live = Live(_archive(config), target, credentials, option.answer_timeout, mode, percent)
    live.accepted = taken
    return live


def _archive(config: pytest.Config) -> Archive:
    own = config.rootpath / "cassettes"
    return Archive(own) if own.is_dir() else archive()
