"""How the command line starts: what it imports, its version, its help, and completion."""

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from running import conformance

SLOW = {
    *("websockets", "jsonschema", "jsonschema_rs", "referencing", "cryptography"),
    *("pydantic", "pydantic_settings", "deepdiff", "vcr"),
}
"""What is slow to import, and of no use to a command that only prints."""
COMMANDS = (
    *("certify", "check", "clauses", "clients", "compare", "docs", "doctor", "drift", "history"),
    *("mutants", "proxy", "report", "rules", "run", "serve"),
)


def imported(*arguments):
    """Return the libraries that a command imports."""
    done = conformance(*arguments, PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    return set(re.findall(r"^import time:.*\| +(\w+)", done.stderr, re.MULTILINE))


def completed(*words):
    """Return what bash is offered for the last of some words."""
    done = conformance(
        _CONFORMANCE_COMPLETE="complete_bash",
        COMP_WORDS=" ".join(("conformance", *words)),
        COMP_CWORD=str(len(words)),
    )
    assert done.returncode == 0
    return done.stdout.split()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("clauses",),
        ("clauses", "--format", "json"),
        ("mutants",),
        ("mutants", "--format", "markdown"),
    ],
    ids=" ".join,
)
def test_a_command_that_only_prints_imports_nothing_slow(arguments):
    libraries = imported(*arguments)
    assert "typer" in libraries
    assert libraries & SLOW == set()


def test_the_version_is_that_of_the_distribution():
    done = conformance("--version")
    assert done.stdout == f"userstream-conformance {version('userstream-conformance')}\n"
    assert done.returncode == 0


@pytest.mark.slow("starts the command in a process of its own")
def test_the_short_option_prints_the_same_help():
    assert conformance("-h").stdout == conformance("--help").stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_the_short_option_for_help(command):
    done = conformance(command, "-h")
    assert done.returncode == 0
    assert f"Usage: conformance {command}" in done.stdout


def test_a_command_is_completed():
    assert completed("che") == ["check"]


def test_every_command_is_offered():
    assert completed("") == [*COMMANDS]


def test_an_option_is_completed():
    assert completed("clauses", "--fo") == ["--format"]


def test_a_choice_is_completed():
    assert completed("clauses", "--format", "m") == ["markdown"]


def test_a_script_for_the_shell_is_shown():
    done = conformance(
        "--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"
    )
    assert done.returncode == 0
    assert "complete -o default -F _conformance_completion conformance" in done.stdout


def test_a_shell_that_is_not_known_is_one_line():
    done = conformance(_CONFORMANCE_COMPLETE="complete_nonsense")
    assert done.returncode == 1
    assert done.stderr == "Shell nonsense not supported.\n"


def test_a_format_that_there_is_not_is_refused():
    done = conformance("clauses", "--format", "nonsense")
    assert done.returncode == 2
    assert "'nonsense' is not one of 'text', 'markdown', 'json'" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_option_that_takes_no_value_has_none_in_its_help():
    assert "bool" not in conformance("serve", "--help").stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_an_output_that_takes_no_more_is_one_line_and_no_traceback():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "conformance", "mutants"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
