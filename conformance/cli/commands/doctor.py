"""``conformance doctor``: whether everything is there that a first night needs."""

from __future__ import annotations

from typing import Annotated

import typer

from conformance.cli.options import venue_of

_STYLES = {"ok": "green", "not ok": "red", "unknown": "yellow"}


def doctor(
    target: Annotated[
        str, typer.Option(metavar="NAME|URL", help="testnet, reference, production, or a URL.")
    ] = "testnet",
    owns_production: Annotated[
        bool,
        typer.Option(
            "--i-own-this-production-account", help="With production: yes, ask this account."
        ),
    ] = False,
    venue: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The venue: coinm, or that of the target's address."),
    ] = None,
    answer_timeout: Annotated[
        float, typer.Option(metavar="S", help="How long an answer may take, in seconds.", min=0.1)
    ] = 10.0,
) -> None:
    """Check what a first night needs: key, clock, address, logon, open stream, cost."""
    from conformance.api.credentials import Credentials  # noqa: PLC0415
    from conformance.evidence.live import targets  # noqa: PLC0415
    from conformance.evidence.live.doctor import examine  # noqa: PLC0415
    from conformance.evidence.live.settings import read_credentials  # noqa: PLC0415

    named = venue_of(venue).name if venue else None
    chosen = targets.find_target(target, owns_production, named)
    own = chosen.name == "reference"
    credentials = Credentials() if own else read_credentials()
    credentials = targets.with_extras(credentials, chosen, with_stream=False)
    targets.guard_credentials(chosen, credentials)
    states: set[str] = set()
    for check in examine(chosen, credentials, answer_timeout):
        states.add(check.state)
        state = typer.style(f"{check.state:8}", fg=_STYLES[check.state])
        typer.echo(f"{state} {check.name:8} {check.words}")
    raise typer.Exit(_exit_code(states))


def _exit_code(states: set[str]) -> int:
    """Return the exit code: what is not in order before what could not be told."""
    from conformance.report import exit_codes  # noqa: PLC0415

    if "not ok" in states:
        return exit_codes.EXIT_BROKEN
    return exit_codes.EXIT_INCONCLUSIVE if "unknown" in states else exit_codes.EXIT_KEPT
