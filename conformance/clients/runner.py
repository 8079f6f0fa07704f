"""One run of a client against one behaviour: a server of its own, and what both did."""

from __future__ import annotations

import os
import secrets
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conformance.api.signing import pem_of, write_private_key
from conformance.api.venues import COIN_M
from conformance.clients.answers import RequestAnswer, request_answer
from conformance.clients.behaviours import Behaviour
from conformance.clients.process import Finished, run_command
from conformance.clients.run import ClientRun, calls_in
from conformance.reference.accounts import Account
from conformance.reference.listening import closed_port
from conformance.reference.outgoing import Outgoing
from conformance.reference.server import Reference
from conformance.reference.wire import Double, WallClock, real_server, serve_reference
from conformance.transcript.frames import EvidenceClass, Transcript
from conformance.transcript.masking import masked
from conformance.transcript.recording import Recording

_MOST_SHOWN: Final = 2000
"""So many characters of what a command printed are kept, from its end."""


@dataclass(slots=True)
class Runner:
    """A client's command with all that it is given; ``stop`` ends a run early."""

    command: Sequence[str]
    steps: tuple[str, ...]
    patience: float
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self, behaviour: Behaviour) -> ClientRun:
        """Let the client meet one behaviour. Raises CommandUnusable."""
        with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
            private = Ed25519PrivateKey.generate()
            api_key = secrets.token_hex(32)
            path = Path(folder) / "private.pem"
            write_private_key(path, private)
            known = secrets.token_hex(32) if behaviour.is_unknown_key else api_key
            account = Account(known, private.public_key())
            return self._with_server(behaviour, account, api_key, path)

    def _with_server(
        self, behaviour: Behaviour, account: Account, api_key: str, path: Path
    ) -> ClientRun:
        requests = list[RequestAnswer]()
        recording = Recording(WallClock().now)
        variation = behaviour.variation
        server = real_server(account.by_key, variation)

        def note(_: str, data: str | bytes, replies: list[Outgoing], __: float) -> None:
            requests.append(request_answer(data, replies))

        double = Double(ordinary=variation, recording=recording, note=note)
        with _listening(server, double, behaviour) as url:
            query = f"?{behaviour.query}" if behaviour.query else ""
            environment = self._environment(f"{url}{query}", api_key, path)
            finished = run_command(self.command, environment, self.patience, self.stop)
        transcript = replace(
            recording.transcript(behaviour.name),
            evidence_class=EvidenceClass.REFERENCE,
            api_key=account.api_key,
            public_key=pem_of(account.public_key) if account.public_key else "",
        )
        return _run_of(finished, requests, transcript, server.altered, api_key)

    def _environment(self, url: str, api_key: str, path: Path) -> Mapping[str, str]:
        """Return what the command finds in its environment."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("BINANCE_")}
        return kept | {
            "CONFORMANCE_URL": url,
            "CONFORMANCE_STEPS": ",".join(self.steps),
            "CONFORMANCE_STREAM_URL": url.partition("?")[0].replace(COIN_M.path, "/ws"),
            "BINANCE_API_KEY": api_key,
            "BINANCE_PRIVATE_KEY_PATH": str(path),
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }


def _run_of(
    finished: Finished,
    requests: list[RequestAnswer],
    transcript: Transcript,
    altered: int,
    api_key: str,
) -> ClientRun:
    """Return what came of a run; what was printed is kept without the key."""
    shown = masked(finished.stderr[-_MOST_SHOWN:] or finished.stdout[-_MOST_SHOWN:], (api_key,))
    return ClientRun(
        finished.exit_code,
        finished.seconds,
        tuple(calls_in(finished.stdout)),
        tuple(requests),
        transcript,
        altered,
        finished.leftovers,
        shown,
    )


@contextmanager
def _listening(server: Reference, double: Double, behaviour: Behaviour) -> Iterator[str]:
    """Serve meanwhile, and yield the URL; where nothing is to listen, that of a closed port."""
    if behaviour.is_absent:
        yield f"ws://127.0.0.1:{closed_port()}{COIN_M.path}"
        return
    with serve_reference(lambda: server, double=double) as url:
        yield url
