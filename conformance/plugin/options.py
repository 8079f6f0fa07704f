"""The options of the suite for pytest, and which of them go together."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

import pytest

from conformance.api.venues import COIN_M, VENUES
from conformance.files import PACKAGED

_WHOLE: Final = 100.0


_ENDINGS: Final = "ENDINGS"
_OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "--live": {
        "action": "store_true",
        "help": "perform the scenarios instead of replaying recordings",
    },
    "--target": {
        "metavar": "NAME|URL",
        "help": "with --live: testnet (default), reference, production, or a ws:// or wss:// "
        "address",
    },
    "--fail-on": {
        "choices": ("must", "should"),
        "default": "must",
        "help": "the weakest level whose breach is a failure (default: must)",
    },
    "--answer-timeout": {
        "type": float,
        "default": 20.0,
        "metavar": "S",
        "help": "with --live: how long an answer may take, in seconds (default: 20)",
    },
    "--only": {
        "action": "append",
        "metavar": "SCENARIO[:CLAUSE]",
        "help": "judge this scenario, by this clause, and nothing else; may be given more than "
        "once. Of several recordings EVIDENCE/SCENARIO:CLAUSE is one",
    },
    "--contract": {
        "metavar": "DATE",
        "help": "judge by the revision of the contract that was in force on a day",
    },
    "--venue": {
        "choices": tuple(VENUES),
        "help": "the venue whose contract it is (default: that of the address of --target; "
        f"{COIN_M.name} where it says none)",
    },
    "--cassettes": {
        "type": Path,
        "metavar": "DIR",
        "help": "recordings to read and write; what is not there is read from those of the "
        "package (default: ./cassettes)",
    },
    "--with-stream": {
        "action": "store_true",
        "help": "with --live: also connect to user data streams with their listen keys, to see "
        "what a stop does to them; and use several connections (always so on reference)",
    },
    "--weight-budget": {
        "type": float,
        "default": 50.0,
        "metavar": "PERCENT",
        "help": "with --live: how much of the server's limit of request weight a minute may be "
        "spent (default: 50; no bound for the reference server)",
    },
    "--conformance-report": {
        "action": "append",
        "metavar": "FILE",
        "help": f"write the report, as {_ENDINGS} by its ending; may be given more than once",
    },
    "--max-age": {
        "type": float,
        "metavar": "DAYS",
        "help": "name the recordings that are older than this in the summary",
    },
    "--i-own-this-production-account": {
        "action": "store_true",
        "help": "with --target production: yes, stops may close this account's real streams",
    },
}
"""The options in the order of the help, with the arguments of ``addoption``."""


def add_options(parser: pytest.Parser) -> None:
    """Add the options of the public interface."""
    from conformance.report.formats import named_endings  # noqa: PLC0415

    group = parser.getgroup("conformance")
    for name, settings in _OPTIONS.items():
        text = settings["help"].replace(_ENDINGS, named_endings())
        group.addoption(name, **settings | {"help": text})
    group.addoption(PACKAGED, action="store_true", help=argparse.SUPPRESS)


def check_options(option: argparse.Namespace) -> None:
    """Check that the options fit together and have sensible values. Raises UsageError."""
    _check_evidence(option)
    if not option.answer_timeout > 0:
        raise pytest.UsageError("--answer-timeout must be more than 0 s")
    for name in option.conformance_report or ():
        _check_report(Path(name))
    if option.max_age is not None and not option.max_age >= 0:
        raise pytest.UsageError("--max-age is a number of days")
    if not 0 < option.weight_budget <= _WHOLE:
        raise pytest.UsageError("--weight-budget is a percentage: more than 0, at most 100")
    if option.live and getattr(option, "dist", "no") not in {"no", "loadgroup"}:
        raise pytest.UsageError(
            "--live with -n or --tx needs --dist loadgroup: scenarios of one account go in order"
        )


def _check_evidence(option: argparse.Namespace) -> None:
    """Check what there is to judge; a target of ``conformance run`` is one to perform against."""
    option.live = option.live or bool(option.packaged_suite and option.target)
    if not option.live:
        if option.record_mode not in (None, "none"):
            raise pytest.UsageError(
                f"--record-mode={option.record_mode} records what is performed: add --live"
            )
        if option.target:
            raise pytest.UsageError("--target says where to perform: add --live")
        if option.with_stream:
            raise pytest.UsageError("--with-stream connects to streams: add --live")
        _check_recordings(option)


def _check_recordings(option: argparse.Namespace) -> None:
    """Check that a folder that is named has recordings. Raises UsageError."""
    own: Path | None = option.cassettes
    if own is None:
        return
    if not own.is_dir():
        raise pytest.UsageError(f"--cassettes: there is no folder {own}")
    folder = own / VENUES[option.venue or COIN_M.name].folder
    if not any(folder.glob("*/*.yaml")):
        raise pytest.UsageError(
            f"--cassettes {folder}: no recordings are in it, such as reference/stop-twice.yaml"
        )


def _check_report(path: Path) -> None:
    """Check that a report could be written, before anything is performed. Raises UsageError."""
    from conformance.report.formats import why_unwritable  # noqa: PLC0415 - only where one is

    if why := why_unwritable(path):
        raise pytest.UsageError(f"--conformance-report {why}")
