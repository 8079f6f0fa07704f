"""``conformance proxy``: a real client talks to a real server through it, and both are judged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.options import FailLevel
from conformance.cli.waiting import EndSignals

if TYPE_CHECKING:
    import socket
    import ssl

    from conformance.clients.proxy.judging import Alarm
    from conformance.evidence.live.targets import Target
    from conformance.transcript.recording import Recording


def proxy(
    *,
    upstream: Annotated[
        str, typer.Option(metavar="NAME|URL", help="testnet, reference, production, or a URL.")
    ],
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.", min=0, max=65535)] = 0,
    record: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what passed, at the end.")
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(metavar="PEM-FILE", help="Speak TLS to clients, with this.")
    ] = None,
    private_key: Annotated[
        Path | None, typer.Option(metavar="PEM-FILE", help="The certificate's key.")
    ] = None,
    fail_on: Annotated[
        FailLevel, typer.Option(help="The weakest level whose breach is a failure.")
    ] = FailLevel.MUST,
    i_own_this_production_account: Annotated[
        bool, typer.Option("--i-own-this-production-account", help="Allow production.")
    ] = False,
) -> None:
    """Pass every frame on, both ways, and judge both sides; the first line is the URL for clients.

    Stop it with Ctrl-C: it ends with its verdict.
    """
    from conformance.clients.proxy.handshake import Upstream  # noqa: PLC0415
    from conformance.clients.proxy.judging import Findings  # noqa: PLC0415
    from conformance.clients.proxy.relay import Relay  # noqa: PLC0415
    from conformance.clients.proxy.sockets import wall_ms  # noqa: PLC0415
    from conformance.evidence.live.settings import read_accounts  # noqa: PLC0415
    from conformance.evidence.live.targets import find_target  # noqa: PLC0415
    from conformance.report.terminal.github import without_commands  # noqa: PLC0415
    from conformance.transcript.recording import Recording  # noqa: PLC0415

    target = find_target(upstream, i_own_this_production_account)
    context = _context(certificate, private_key)
    keys = tuple(key for account in read_accounts().accounts for key in account.api_keys)
    recording = Recording(wall_ms)
    findings = Findings(recording, _tell, target.evidence_class)
    signals = EndSignals()
    with _served(target) as (url, streams, hints), _listening(host, port) as listening:
        relay = Relay(Upstream(url, streams), findings, _note, record is None, context)
        threading.Thread(target=relay.accept, args=(listening,), daemon=True).start()
        for line in (_url_of(listening, host, target, context is not None), *hints):
            typer.echo(line)
        signals.wait()
        listening.close()
        relay.stop()
    for line in findings.summary_lines():
        typer.echo(without_commands(line))
    if record:
        _write(record, recording, target, keys)
    raise typer.Exit(findings.exit_code(fail_on_should=fail_on is FailLevel.SHOULD))


@contextmanager
def _served(target: Target) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the URL of the API and of streams; ``reference`` is started, with new accounts."""
    from conformance.reference.wire import Double, WallClock, serve_reference  # noqa: PLC0415
    from conformance.transcript.frames import EvidenceClass  # noqa: PLC0415

    if target.evidence_class is not EvidenceClass.REFERENCE:
        yield target.url, target.streams, ()
        return
    from conformance.api.venues import STREAM_PATH  # noqa: PLC0415
    from conformance.cli.accounts import accounts_for  # noqa: PLC0415
    from conformance.reference.server import Reference  # noqa: PLC0415

    with accounts_for(None, None) as (accounts, hints):
        server = Reference(accounts, WallClock().now)
        with serve_reference(lambda: server, double=Double(venue=target.venue)) as url:
            yield url, url.replace(target.venue.path, STREAM_PATH), hints


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Listen meanwhile. Raises TargetRefused."""
    from conformance.evidence.live.targets import TargetRefused  # noqa: PLC0415
    from conformance.reference.listening import plain_listener  # noqa: PLC0415

    try:
        listening = plain_listener(host, port)
    except OSError as error:
        why = error.strerror or "no such address"
        raise TargetRefused(f"cannot listen on {host}, port {port}: {why}") from None
    with listening:
        yield listening


def _url_of(listening: socket.socket, host: str, target: Target, secure: bool) -> str:
    """Return the URL for clients."""
    name = f"[{host}]" if ":" in host else host
    port = listening.getsockname()[1]
    return f"{'wss' if secure else 'ws'}://{name}:{port}{target.venue.path}"


def _context(certificate: Path | None, private_key: Path | None) -> ssl.SSLContext | None:
    """Return what speaks TLS to clients, if that is wanted. Raises TargetRefused."""
    import ssl  # noqa: PLC0415

    from conformance.evidence.live.targets import TargetRefused  # noqa: PLC0415

    if certificate is None:
        if private_key:
            raise typer.BadParameter("--private-key belongs to a --certificate")
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate, private_key)
    except (OSError, ssl.SSLError):
        raise TargetRefused(f"{certificate}: no certificate with its key can be read") from None
    return context


def _tell(name: str, alarm: Alarm) -> None:
    from conformance.report.terminal.github import without_commands  # noqa: PLC0415

    typer.echo(without_commands(f"{name}: {alarm.words}"))


def _note(sentence: str) -> None:
    typer.echo(f"note: {sentence}", err=True)


def _write(path: Path, recording: Recording, target: Target, keys: tuple[str, ...]) -> None:
    """Write what passed, and say so. Raises SecretLeft."""
    from conformance.evidence.recordings.session import write_session  # noqa: PLC0415
    from conformance.transcript.masking import redact_url  # noqa: PLC0415

    endpoint = redact_url(target.url)
    typer.echo(write_session(path, recording, target.evidence_class, endpoint, keys))
