"""``conformance serve``: the reference server on a socket, with accounts of the caller's choice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.options import OWN_VENUE, venue_of
from conformance.cli.waiting import EndSignals

if TYPE_CHECKING:
    from conformance.api.venues import Venue
    from conformance.reference.serving import Server
    from conformance.reference.wire import Double
    from conformance.transcript.recording import Recording


def serve(
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.", min=0, max=65535)] = 0,
    api_key: Annotated[
        str | None,
        typer.Option(help="The account's API key; other users of this machine can see it in ps."),
    ] = None,
    api_key_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A file with the key, which ps cannot show.")
    ] = None,
    public_key: Annotated[
        Path | None, typer.Option(metavar="PEM-FILE", help="Its Ed25519 public key.")
    ] = None,
    mutant: Annotated[
        str | None, typer.Option(metavar="NAME", help="Break one clause; see: conformance mutants")
    ] = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="A page's origin that may connect from a browser."),
    ] = None,
    choice: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="What it does where the real one is not known."),
    ] = None,
    weight_limit: Annotated[
        int | None, typer.Option(help="The request weight per minute.", min=1)
    ] = None,
    venue: Annotated[
        str, typer.Option(metavar="NAME", help="The venue that it is a double of; see README.")
    ] = OWN_VENUE,
    log: Annotated[bool, typer.Option("--log", help="Print a line for each exchange.")] = False,
    record: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what was exchanged, at the end.")
    ] = None,
    cassette: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Play a recording instead.")
    ] = None,
) -> None:
    """Run the reference server; its first line is its URL. Stop it with Ctrl-C.

    Mutants, choices and handshakes are also at paths before the API's: /mutant/NAME,
    /choice/NAME=VALUE, /handshake/410.
    """
    from conformance.cli.accounts import accounts_for  # noqa: PLC0415
    from conformance.cli.double import Doubles, playing, variation_of  # noqa: PLC0415
    from conformance.reference.wire import WallClock  # noqa: PLC0415
    from conformance.transcript.recording import Recording  # noqa: PLC0415

    own = venue_of(venue)
    if api_key_file:
        api_key = _read_api_key(api_key_file)
    if public_key and not api_key:
        raise typer.BadParameter("--public-key belongs to an --api-key, or an --api-key-file")
    if cassette and (mutant or choice or weight_limit):
        raise typer.BadParameter("a --cassette is played as it is: with no mutant and no choice")
    ordinary = variation_of(mutant, choice or [], weight_limit)
    played = playing(cassette) if cassette else None
    recording = Recording(WallClock().now) if record else None
    signals = EndSignals()
    with accounts_for(api_key, public_key) as (accounts, hints):
        doubles = Doubles(accounts, ordinary, typer.echo)
        double = replace(doubles.double(log, recording), venue=own)
        double = replace(double, varied=None) if played else double
        server = played or doubles.servers.of(ordinary)
        with _listening(server, host, port, tuple(allow_origin or ()), double) as url:
            for line in (url, *hints):
                typer.echo(line)
            signals.wait()
        if record and recording:
            _write(record, recording, own, [*accounts])


def _write(path: Path, recording: Recording, venue: Venue, api_keys: list[str]) -> None:
    """Write the recording, and say so. Raises SecretLeft."""
    from conformance.evidence.recordings.session import write_session  # noqa: PLC0415
    from conformance.reference.embedded import SERVER  # noqa: PLC0415
    from conformance.transcript.frames import EvidenceClass  # noqa: PLC0415

    endpoint = f"{SERVER}{venue.path}"
    typer.echo(write_session(path, recording, EvidenceClass.REFERENCE, endpoint, api_keys))


@contextmanager
def _listening(
    server: Server, host: str, port: int, origins: tuple[str, ...], double: Double
) -> Iterator[str]:
    """Serve meanwhile, and yield the URL. Raises TargetRefused."""
    from conformance.evidence.live.targets import TargetRefused  # noqa: PLC0415
    from conformance.reference import wire  # noqa: PLC0415

    try:
        with wire.serve_reference(lambda: server, host, port, origins, double) as url:
            yield url
    except OSError as error:
        why = error.strerror or "no such address"
        raise TargetRefused(f"cannot listen on {host}, port {port}: {why}") from None


def _read_api_key(path: Path) -> str:
    """Return the key in a file, without blanks around it. Raises TargetRefused."""
    from conformance.evidence.live.targets import TargetRefused  # noqa: PLC0415
    from conformance.files import read_file  # noqa: PLC0415

    try:
        key = read_file(path, 4096).strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", "it is no text")
        raise TargetRefused(f"{path}: the API key cannot be read ({why})") from None
    if not key:
        raise TargetRefused(f"{path}: there is no API key in it")
    return key
