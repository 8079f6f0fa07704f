"""The choice of a run's suite: replayed or performed, as whom, and in how many lanes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

import pytest

from conformance.api import schemas
from conformance.api.bad_input import BadInput
from conformance.api.sources import REVISION
from conformance.api.venues import COIN_M, VENUES, Venue
from conformance.api.wording import counted
from conformance.contract.edition import Edition
from conformance.contract.revisions import revision_at
from conformance.evidence.recordings.archive import Archive, archive, archive_above
from conformance.plugin.replayed import ReplayedSuite
from conformance.plugin.suite import PerformedSuite, Suite
from conformance.plugin.workers import DIGEST, worker_input, workers_of
from conformance.transcript.frames import EvidenceClass

if TYPE_CHECKING:
    from conformance.api.credentials import Credentials
    from conformance.drift.accepted import Acceptance
    from conformance.evidence.live.settings import AccountList
    from conformance.evidence.live.targets import Target

ACCOUNTS_DIGEST: Final = pytest.StashKey[str]()
"""What a worker's accounts are compared with; see `evidence.live.dealing.digest_of`."""


def choose(config: pytest.Config) -> Suite:
    """Return the suite of a run, with nothing loaded or sent yet. Raises UsageError."""
    try:
        schemas.check_schemas()
        if config.option.live:
            return _performed(config)
        edition = _edition(config, VENUES[config.option.venue or COIN_M.name])
        return ReplayedSuite(_archive(config, edition.venue), edition)
    except BadInput as error:
        raise pytest.UsageError(str(error)) from None


def _performed(config: pytest.Config) -> Suite:
    from conformance.drift import accepted  # noqa: PLC0415 - slow to import, as are these,
    from conformance.evidence.live import targets  # noqa: PLC0415 - and not needed offline
    from conformance.evidence.live.dealing import digest_of  # noqa: PLC0415
    from conformance.evidence.live.settings import NOBODY, read_accounts  # noqa: PLC0415

    option = config.option
    name = "testnet" if option.target is None else option.target
    target = targets.find_target(name, option.i_own_this_production_account, option.venue)
    listed = NOBODY if target.name == "reference" else read_accounts()
    count = max(1, min(workers_of(config), len(listed.accounts)))
    chosen = listed.accounts[:count]
    accounts = [targets.with_extras(each, target, option.with_stream) for each in chosen]
    for each in accounts:
        targets.guard_credentials(target, each)
    config.stash[ACCOUNTS_DIGEST] = digest_of(accounts)
    acceptances = accepted.read_accepted(config.rootpath / accepted.FILE)
    lanes = [_lane(config, target, each, acceptances) for each in accounts]
    lanes[0].note = _note(listed, count)
    if len(lanes) == 1:
        return lanes[0]
    return _side_by_side(lanes)


def _lane(
    config: pytest.Config,
    target: Target,
    credentials: Credentials,
    acceptances: tuple[Acceptance, ...],
) -> PerformedSuite:
    """Return the suite that one account performs."""
    from conformance.evidence.recordings.modes import Recorder, check_writable  # noqa: PLC0415
    from conformance.evidence.recordings.writer import Provenance  # noqa: PLC0415
    from conformance.evidence.run import Run  # noqa: PLC0415

    option = config.option
    day = None if target.exclusive else _today()
    run = Run(target, credentials, option.answer_timeout, option.weight_budget, day)
    account = " and ".join(sorted(credentials.has & {"apiKey", "signature"})) or "none"
    is_virtual = target.evidence_class is EvidenceClass.REFERENCE
    provenance = Provenance("virtual") if is_virtual else Provenance(account=account)
    recordings = _archive(config, target.venue)
    mode = option.record_mode or "none"
    if mode != "none":
        check_writable(recordings)
    recorder = Recorder(recordings, target.evidence_class, mode, provenance)
    expected = worker_input(config).get(DIGEST, config.stash[ACCOUNTS_DIGEST])
    differs = expected != config.stash[ACCOUNTS_DIGEST]
    edition = _edition(config, target.venue)
    return PerformedSuite(recordings, run, recorder, acceptances, differs=differs, edition=edition)


def _edition(config: pytest.Config, venue: Venue) -> Edition:
    """Return the contract by which is judged. Raises NoRevision."""
    day = config.option.contract
    return Edition(REVISION if day is None else revision_at(day), venue)


def _side_by_side(lanes: list[PerformedSuite]) -> Suite:
    """Return suites as one; the first alone removes recordings of no scenario."""
    from conformance.plugin.accounts import AccountsSuite  # noqa: PLC0415 - as above

    for lane in lanes:
        lane.archive.names(lane.evidence.target.evidence_class)  # as they were before the run
        lane.evidence.alone = False
    for lane in lanes[1:]:
        lane.recorder.mode = {"rewrite": "all"}.get(lane.recorder.mode, lane.recorder.mode)
    return AccountsSuite(tuple(lanes))


def _note(listed: AccountList, count: int) -> str:
    """Return what is not used of the accounts that are set; empty where all are."""
    notes = []
    if listed.overrides:
        notes.append(f"those of {listed.file} are used, and BINANCE_API_KEY is not")
    if unused := len(listed.accounts) - count:
        used = "only the first account is" if count == 1 else f"the first {count} accounts are"
        lanes = f"-n {len(listed.accounts)} --dist loadgroup"
        more = counted(unused, "other")
        notes.append(f"{used} used of {listed.file}, and {more} not; all are with {lanes}")
    return f"accounts: {'; '.join(notes)}" if notes else ""


def _today() -> date:
    return datetime.now(UTC).date()


def _archive(config: pytest.Config, venue: Venue) -> Archive:
    """Return the recordings of a run: those of a checkout, or a folder above the package's."""
    own = config.option.cassettes or config.rootpath / "cassettes"
    if config.option.cassettes or config.option.packaged_suite:
        return archive_above(own, venue)
    return Archive(own / venue.folder, venue=venue) if own.is_dir() else archive(venue)
