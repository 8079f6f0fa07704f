"""Paths of the reference server: every mutant, every choice and every handshake."""

import dataclasses

import pytest

from conformance.contract.clauses import MUTANTS
from conformance.reference.choices import Choices, Refusal
from conformance.reference.routes import (
    NoRoute,
    Variation,
    choice_names,
    chosen,
    route_of,
    values_of,
)

PATH = "/ws-dapi/v1"


@pytest.mark.parametrize("mutant", [m for _, m in MUTANTS], ids=lambda mutant: mutant.name)
def test_every_mutant_has_a_path(mutant):
    assert route_of(f"/mutant/{mutant.name}{PATH}", Variation()).variation.mutant is mutant


EXAMPLES = {
    "limit": "1000",
    "missing-key": "400,-1102",
    "invalid-key": "400,-1100",
    "unknown-key": "401,-2014",
    "stop-without-stream": "400,-1125",
    "stop-always": "403,-1",
    "ping-without-stream": "none",
    "limits-on-errors": "false",
    "surplus-params": "400,-1101",
    "shared-address": "true",
    "reversed-members": "true",
    "indent": "2",
    "escaped": "true",
    "fragments": "3",
    "compression": "true",
    "event-before-answer": "serverShutdown",
    "interruption": "ping",
    "stream-after-stop": "closed",
}


def test_every_choice_has_a_path_and_words_for_what_it_takes():
    assert [*EXAMPLES] == choice_names()
    for name, value in EXAMPLES.items():
        made = route_of(f"/choice/{name}={value}{PATH}", Variation()).variation.choices
        changed = [
            field.name.replace("_", "-")
            for field in dataclasses.fields(Choices)
            if getattr(made, field.name) != getattr(Choices(), field.name)
        ]
        assert changed == [name]
        assert values_of(name.replace("-", "_"))


def test_parts_are_taken_in_any_order_and_together():
    path = f"/choice/indent=1/handshake/429/mutant/created/choice/unknown-key=400,-2014{PATH}"
    route = route_of(path, Variation())
    assert route.handshake == "429"
    assert route.variation.mutant.name == "created"
    assert route.variation.choices.indent == 1
    assert route.variation.choices.unknown_key == Refusal(400, -2014, "Refused.")


def test_the_paths_of_streams_and_of_usd_m_are_routes_too():
    assert route_of("/mutant/created/ws/a%2Fb", Variation()).listen_key == "a/b"
    assert route_of("/ws-fapi/v1", Variation()).venue == "neighbour"
    assert route_of(PATH, Variation()).venue == ""


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/ws-dapi", "/ws-dapi/v1/", "/mutant/none/ws-dapi/v1", "/mutant/created"),
        *("/choice/indent=9/ws-dapi/v1", "/choice/indent=x/ws-dapi/v1", "/choice/x=1/ws-dapi/v1"),
        *("/choice/limit=0/ws-dapi/v1", "/choice/unknown-key=400/ws-dapi/v1"),
        *("/choice/fragments=101/ws-dapi/v1", "/choice/interruption=x/ws-dapi/v1"),
        *("/handshake/200/ws-dapi/v1", "/handshake/quick/ws-dapi/v1", "/handshake/99/ws-dapi/v1"),
        *("/choice/escaped=yes/ws-dapi/v1", "/choice/limit=9999999999/ws-dapi/v1"),
    ],
)
def test_any_other_path_is_none(path):
    with pytest.raises(NoRoute):
        route_of(path, Variation())


def test_a_name_that_is_nearly_one_is_answered_with_the_one_that_is_meant():
    with pytest.raises(NoRoute, match="is it created"):
        route_of(f"/mutant/craeted{PATH}", Variation())
    with pytest.raises(NoRoute, match="indent takes none or a whole number from 0 to 8"):
        chosen("indent=many", Choices())
