"""Who may import what, where layers alone do not say it: sockets and clocks, pure words, doors."""

import ast
import sys

import pytest
from package import imports_of, modules

WIRES = {
    "evidence/live/wire",
    "reference/wire",
    "reference/listening",
    "reference/sending",
    "clients/process",
    *("clients/proxy/relay", "clients/proxy/sockets", "cli/commands/proxy"),
}
NAMING_TYPES = {
    *("evidence/live/log", "evidence/live/unreachable", "evidence/live/addresses"),
    *(
        "evidence/live/channel",
        "reference/watching",
        "clients/proxy/tap",
        "clients/proxy/handshake",
    ),
}
"""These name types and errors of the library, and send nothing."""
CLOCKS_AND_SOCKETS = {"socket", "ssl", "time", "websockets", "asyncio", "select", "selectors"}
PURE = (
    "api/document",
    "api/sources",
    "transcript/frames",
    "transcript/exchange",
    "transcript/conversation",
    "scenarios/script",
    "scenarios/catalogue/sequences",
    "contract/clause",
    "contract/judge",
)
DOORS = ("cli", "plugin")


def roots_of(name):
    return {imported.partition(".")[0] for imported in imports_of(name)}


@pytest.mark.parametrize("name", modules())
def test_only_the_wires_know_sockets_and_clocks(name):
    if name not in WIRES | NAMING_TYPES:
        assert roots_of(name) & CLOCKS_AND_SOCKETS == set()


@pytest.mark.parametrize("name", sorted(NAMING_TYPES))
def test_what_names_types_of_the_library_reads_no_clock(name):
    assert roots_of(name) & CLOCKS_AND_SOCKETS <= {"socket", "ssl", "websockets"}


@pytest.mark.parametrize("name", modules())
def test_only_doors_read_the_date(name):
    calls = (node for node in ast.walk(modules()[name]) if isinstance(node, ast.Attribute))
    reads = [call.attr for call in calls if call.attr in {"now", "utcnow", "today"}]
    dates = {"datetime.datetime", "datetime.date"} & imports_of(name)
    if dates and name.partition("/")[0] not in DOORS:
        assert reads == []


@pytest.mark.parametrize("name", PURE)
def test_words_and_judging_need_only_the_standard_library(name):
    assert roots_of(name) - sys.stdlib_module_names <= {"conformance"}


@pytest.mark.parametrize("name", [n for n in modules() if n.partition("/")[0] in DOORS])
def test_the_two_doors_do_not_know_each_other(name):
    (other,) = {*DOORS} - {name.partition("/")[0]}
    assert not [each for each in imports_of(name) if each.startswith(f"conformance.{other}.")]
