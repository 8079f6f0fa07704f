"""The application: lists the commands, runs one, and turns errors into exit codes.

A command is a module in `commands` with a function of its own name, which imports what it needs
when it is run. An error is one line on stderr; a fault of this program is called one.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated

import typer

from conformance.api.bad_input import BadInput
from conformance.cli import commands
from conformance.cli.options import print_complaint
from conformance.cli.values import PlainCommand, PlainGroup
from conformance.report.exit_codes import EXIT_BAD_INPUT, EXIT_FAULT

app = typer.Typer(
    name="conformance",
    cls=PlainGroup,
    help="Does the COIN-M WebSocket API keep the contract of userDataStream.stop?",
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"]},
    pretty_exceptions_enable=False,
)


def _print_version(flag: bool) -> None:
    if flag:
        from importlib.metadata import version  # noqa: PLC0415

        typer.echo(f"userstream-conformance {version('userstream-conformance')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Take the options that belong to no command."""


for _name in sorted(module.name for module in iter_modules(commands.__path__)):
    _module = import_module(f"{commands.__name__}.{_name}")
    _settings = getattr(_module, "SETTINGS", None)
    app.command(_name, cls=PlainCommand, context_settings=_settings)(getattr(_module, _name))


def main() -> None:
    """Run the command line."""
    try:
        app(prog_name="conformance")
    except BadInput as error:
        print_complaint(error)
        sys.exit(EXIT_BAD_INPUT)
    except BrokenPipeError:
        sys.exit(EXIT_BAD_INPUT)
    except OSError as error:
        print_complaint(f"{error.filename or 'the output'}: {error.strerror}")
        sys.exit(EXIT_BAD_INPUT)
    except Exception as error:  # noqa: BLE001 - any other error is this program's fault
        print_complaint(f"a fault of its own, please report it: {type(error).__name__}: {error}")
        sys.exit(EXIT_FAULT)
