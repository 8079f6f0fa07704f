"""``conformance run``: the suite, in any folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from conformance.cli.options import print_complaint

SETTINGS = {"allow_extra_args": True, "ignore_unknown_options": True}
"""pytest takes the options."""


def run(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[-- PYTEST OPTIONS]", help="What pytest is given."),
    ] = None,
) -> None:
    """Judge recordings, or with --live a server, by the whole contract: pytest with our suite.

    It takes the suite's options (--target, --record-mode, --only, --report, --cassettes and more)
    and pytest's: "conformance run -- --help" lists them. With --target it performs, and --live need
    not be given. Recordings are read from and written to ./cassettes; those of the package are
    judged beside them. Exit codes are pytest's.
    """
    import pytest  # noqa: PLC0415

    from conformance.files import PACKAGED, suite_folder  # noqa: PLC0415

    # Nothing is written into the installation: not even bytecode, here or in a worker's process.
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    configuration = Path(__file__).parents[2] / "plugin" / "packaged.ini"
    own = ["-p", "conformance.plugin", "-c", str(configuration), "--rootdir", str(Path.cwd())]
    given = [_own_name(each) for each in arguments or () if each != "--"]
    try:
        code = pytest.main([*own, PACKAGED, str(suite_folder()), *given])
    except ValueError as error:  # its own variable is split like a shell's line
        print_complaint(f"PYTEST_ADDOPTS cannot be read: {error}")
        code = pytest.ExitCode.USAGE_ERROR
    raise typer.Exit(int(code))


def _own_name(argument: str) -> str:
    """Return an argument as the suite has it: its option for reports has a longer name."""
    option, equals, value = argument.partition("=")
    return f"--conformance-report{equals}{value}" if option == "--report" else argument
