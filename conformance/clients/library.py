"""The reference server and the proxy, for the tests of other projects."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conformance.api.signing import write_private_key
from conformance.api.venues import COIN_M, STREAM_PATH
from conformance.clients.proxy.handshake import Upstream
from conformance.clients.proxy.judging import Alarm, Findings
from conformance.clients.proxy.relay import Relay
from conformance.clients.proxy.sockets import wall_ms
from conformance.reference.accounts import Account
from conformance.reference.listening import plain_listener
from conformance.reference.routes import Variation
from conformance.reference.server import Reference
from conformance.reference.serving import Servers
from conformance.reference.wire import Double, real_server, serve_reference
from conformance.transcript.recording import Recording


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A reference server on loopback, with one account: its URL, API key and Ed25519 key file."""

    url: str
    api_key: str
    private_key_path: Path

    def at(self, *parts: str) -> str:
        """Return the URL of a variation: ``at("mutant/created")``, ``at("handshake/429")``."""
        return self.url.replace(COIN_M.path, "".join(f"/{p}" for p in parts) + COIN_M.path)


@dataclass(slots=True)
class RunningProxy:
    """A proxy before a server: its URL for clients, and what is broken."""

    url: str
    findings: Findings
    relay: Relay
    alarms: list[str] = field(default_factory=list)

    def check(self) -> None:
        """End all connections, and raise AssertionError if anything was broken on either side."""
        self.relay.stop()
        if self.alarms:
            raise AssertionError("\n".join(self.alarms))


@contextmanager
def running_server(folder: Path) -> Iterator[RunningServer]:
    """Run a reference server meanwhile; ``folder`` is where its key file is written."""
    private, api_key = Ed25519PrivateKey.generate(), secrets.token_hex(32)
    path = folder / "private.pem"
    write_private_key(path, private)

    def made(variation: Variation) -> Reference:
        return real_server(Account(api_key, private.public_key()).by_key, variation)

    servers = Servers(made)
    with serve_reference(lambda: servers.of(Variation()), double=Double(servers.of)) as url:
        yield RunningServer(url, api_key, path)


@contextmanager
def running_proxy(upstream: str) -> Iterator[RunningProxy]:
    """Run a proxy before the server at a URL meanwhile."""
    alarms: list[str] = []

    def tell(name: str, alarm: Alarm) -> None:
        alarms.append(f"{name}: {alarm.words}")

    findings = Findings(Recording(wall_ms), tell)
    streams = upstream.replace(COIN_M.path, STREAM_PATH)
    relay = Relay(Upstream(upstream, streams), findings, alarms.append, forget=False)
    with plain_listener("127.0.0.1", 0) as listening:
        threading.Thread(target=relay.accept, args=(listening,), daemon=True).start()
        url = f"ws://127.0.0.1:{listening.getsockname()[1]}{COIN_M.path}"
        try:
            yield RunningProxy(url, findings, relay, alarms)
        finally:
            relay.stop()
