"""Starts a performer for a target, with an embedded server where the target is ``reference``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from stamina import instrumentation

from conformance.api.credentials import Credentials
from conformance.api.venues import STREAM_PATH
from conformance.evidence.live.account import Accounts
from conformance.evidence.live.connections import Connections
from conformance.evidence.live.opening import Places
from conformance.evidence.live.performer import Performer
from conformance.evidence.live.targets import Target
from conformance.evidence.progress import Progress, no_progress
from conformance.reference.embedded import CREDENTIALS, VirtualClock, fresh
from conformance.reference.wire import Double, WallClock, serve_reference
from conformance.scenarios.ledger import Ledger
from conformance.transcript.frames import EvidenceClass


@contextlib.contextmanager
def performer(
    target: Target,
    credentials: Credentials,
    patience: float,
    percent: float | None = None,
    progress: Progress = no_progress,
) -> Iterator[Performer]:
    """Yield a performer; the target ``reference`` is started for it, with an account of its own.

    ``patience`` is how long an answer may take, in s; ``percent`` of the server's limit of request
    weight is what may be spent in a minute. For ``reference`` neither credentials nor the limit
    count.
    """
    if target.evidence_class is EvidenceClass.REFERENCE:
        started = _embedded(target, patience, progress)
    else:
        started = _remote(target, credentials, patience, percent, progress)
    with _quiet_retries(), started as own:
        yield own


@contextlib.contextmanager
def _remote(
    target: Target,
    credentials: Credentials,
    patience: float,
    percent: float | None,
    progress: Progress,
) -> Iterator[Performer]:
    """Yield a performer against a server that runs already."""
    places = Places(target.streams, target.other_venue)
    connections = Connections(patience, WallClock(), Ledger(percent), sharing=True, places=places)
    accounts = Accounts.of(credentials, target.url, target.other_venue)
    own = Performer(target, target.url, credentials, connections, accounts, progress)
    try:
        yield own
    finally:
        try:
            own.leave()
        except KeyboardInterrupt:  # it is raised once
            own.leave()
            raise


@contextlib.contextmanager
def _embedded(target: Target, patience: float, progress: Progress) -> Iterator[Performer]:
    """Yield a performer against a server on loopback, with which it shares a virtual clock."""
    clock = VirtualClock()
    current = [fresh(clock)]
    venue = target.venue
    with serve_reference(lambda: current[0], double=Double(venue=venue)) as url:
        place = url.removesuffix(venue.path)
        places = Places(place + STREAM_PATH, place + venue.neighbour.path, current)
        connections = Connections(patience, clock, Ledger(), sharing=False, places=places)
        accounts = Accounts.of(CREDENTIALS, url, places.other_venue)
        yield Performer(target, url, CREDENTIALS, connections, accounts, progress, current)


@contextlib.contextmanager
def _quiet_retries() -> Iterator[None]:
    """Let nothing be logged of further attempts meanwhile: the summary names them."""
    hooks = instrumentation.get_on_retry_hooks()
    instrumentation.set_on_retry_hooks([])
    try:
        yield
    finally:
        instrumentation.set_on_retry_hooks(hooks)
