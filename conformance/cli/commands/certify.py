"""``conformance certify``: lets a client meet every behaviour of a server, and judges it."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from conformance.cli.options import FailLevel, print_complaint
from conformance.report.exit_codes import EXIT_BAD_INPUT


def certify(
    command: Annotated[list[str], typer.Argument(metavar="-- COMMAND…", help="A client's driver.")],
    *,
    steps: Annotated[
        str, typer.Option(metavar="CALLS", help="The calls that it makes, with commas between.")
    ] = "start,ping,stop",
    timeout: Annotated[
        float, typer.Option(help="How long a run may take, in s.", min=1, max=3600)
    ] = 60.0,
    jobs: Annotated[int, typer.Option(help="How many runs at once.", min=1, max=64)] = 2,
    only: Annotated[
        list[str] | None, typer.Option(metavar="BEHAVIOUR", help="Meet this one, and no others.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The client's name, for reports.")] = None,
    client_version: Annotated[str, typer.Option(help="Its version, for reports.")] = "",
    report: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A report: .json, .html, .md or .xml (JUnit)."),
    ] = None,
    known: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Known failures, each with a reason.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    fail_on: Annotated[
        FailLevel, typer.Option(help="The weakest clause on requests whose breach is a failure.")
    ] = FailLevel.MUST,
) -> None:
    """Run COMMAND against an honest server, each legal variant and each mutant that it reaches.

    It finds CONFORMANCE_URL, CONFORMANCE_STEPS, BINANCE_API_KEY and BINANCE_PRIVATE_KEY_PATH in its
    environment, and ends with 0 only if every call succeeded. It may print a JSON line for each
    call: {"call": "stop", "outcome": "success"}, or "error", or "timeout".
    """
    from conformance.clients import known as failures  # noqa: PLC0415
    from conformance.clients import process  # noqa: PLC0415
    from conformance.clients.certify import Certification  # noqa: PLC0415
    from conformance.clients.formats import files  # noqa: PLC0415
    from conformance.clients.formats.text import certificate_text  # noqa: PLC0415
    from conformance.clients.runner import Runner  # noqa: PLC0415
    from conformance.clients.steps import steps_of  # noqa: PLC0415
    from conformance.report.terminal.github import without_commands  # noqa: PLC0415

    _check(only or [], report or [], known)
    entries = failures.read_failures(known or Path(failures.FAILURES_FILE))
    runner = Runner(command, steps_of(steps), timeout)
    certification = Certification(runner, jobs, only or (), _progress)
    process.adopt_orphans()
    with _stopping(runner.stop):
        certification.perform()
    now = datetime.now(UTC)
    made = certification.certificate(name or _name_of(command), client_version, now)
    made = failures.with_known(made, entries, now.date())
    for path in report or []:
        files.write_report(path, made)
    typer.echo(
        files.certificate_as_json(made) if json else without_commands(certificate_text(made))
    )
    raise typer.Exit(made.exit_code(fail_on is FailLevel.SHOULD))


def _name_of(command: list[str]) -> str:
    """Return the name of a client: that of the last file of its command."""
    files = [part for part in command if Path(part).is_file()]
    return Path(files[-1] if files else command[0]).stem


def _check(only: list[str], reports: list[Path], known: Path | None) -> None:
    """Check names before anything is run. Raises BadParameter and ReportUnusable."""
    from conformance.clients.behaviours import BEHAVIOURS  # noqa: PLC0415
    from conformance.clients.formats.files import check_ending  # noqa: PLC0415

    names = [behaviour.name for behaviour in BEHAVIOURS]
    for each in only:
        if each not in names:
            near = get_close_matches(each, names, 1, cutoff=0)
            raise typer.BadParameter(f"there is no behaviour {each}. Is it {near[0]}?")
    for path in reports:
        check_ending(path)
    if known and not known.exists():
        raise typer.BadParameter(f"{known}: there is no such file")


def _progress(what: str, done: int = 0, total: int = 0) -> None:
    """Show the work on a terminal, in place."""
    if sys.stderr.isatty():
        count = f" {done} of {total}" if total else ""
        typer.echo(f"\r\x1b[2K{what}{count}", err=True, nl=False)


@contextmanager
def _stopping(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the commands that run, and this one with 2."""
    from conformance.clients import process  # noqa: PLC0415

    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt:
        stop.set()
        print_complaint("stopped; nothing was written")
        raise typer.Exit(EXIT_BAD_INPUT) from None
    finally:
        process.end_orphans()
        signal.signal(signal.SIGTERM, before)
        _progress("")
