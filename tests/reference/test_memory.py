"""Scenarios performed in memory."""

from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE


def test_requests_in_flight_together_are_sent_before_anything_is_read():
    frames = perform_in_memory(BY_NAME["stop-pipelined"]).frames
    directions = "".join(frame.direction[0] for frame in frames)
    assert directions == "sr" + "s" * 8 + "r" * 8


def test_every_scenario_of_the_catalogue_is_performed_to_its_end_in_memory():
    assert {perform_in_memory(s).ending.kind for s in CATALOGUE} == {"complete"}
