"""What ``conformance serve`` does besides answering: variations by path, a log, a recording."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from conformance.api.bad_input import BadInput
from conformance.evidence.recordings.reader import load_cassette
from conformance.reference.accounts import Account
from conformance.reference.logging import log_line
from conformance.reference.playback import Playback
from conformance.reference.routes import NoRoute, Variation, chosen, mutant_named
from conformance.reference.server import Reference
from conformance.reference.serving import Server, Servers
from conformance.reference.wire import Double, WallClock, real_server
from conformance.transcript.recording import Recording


class NoVariation(BadInput):
    """A mutant or a choice on the command line that there is not."""


def variation_of(mutant: str | None, choices: list[str], limit: int | None) -> Variation:
    """Return what the options say. Raises NoVariation."""
    try:
        made = Variation(mutant_named(mutant) if mutant else None)
        for text in [*choices, *([f"limit={limit}"] if limit else [])]:
            made = Variation(made.mutant, chosen(text, made.choices))
    except NoRoute as error:
        raise NoVariation(str(error)) from None
    return made


@dataclass(slots=True)
class Doubles:
    """Makes the server of each variation, with streams of its own; and writes the log's lines."""

    accounts: Mapping[str, Account]
    ordinary: Variation
    echo: Any
    servers: Servers = field(init=False)
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.servers = Servers(self._made)

    def _made(self, variation: Variation) -> Reference:
        memo: dict[int, Any] = {
            id(account.public_key): account.public_key for account in self.accounts.values()
        }
        return real_server(deepcopy(dict(self.accounts), memo), variation)

    def double(self, log: bool, recording: Recording | None) -> Double:
        """Return what the socket's side needs to know."""
        note = self._note if log else None
        watching = recording or (Recording(WallClock().now, most=0) if log else None)
        return Double(self.servers.of, self.ordinary, watching, note)

    def _note(self, connection: str, data: str | bytes, replies: Any, took: float) -> None:
        line = log_line(WallClock().now(), connection, data, replies, took)
        with self.lock:
            self.echo(line)


def playing(path: Path) -> Server:
    """Return a server that plays a cassette. Raises CassetteBroken."""
    return Playback(load_cassette(path, anywhere=True).transcript)
