"""Scenarios: what they need, and with whom they share a connection."""

from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.scenarios.ledger import foretell


def test_faulty_frames_and_other_urls_share_no_connection():
    connection_key = {
        scenario.connection_key for scenario in CATALOGUE if not scenario.needs_own_connection
    }
    assert foretell([BY_NAME["stop-malformed"], BY_NAME["stop-empty"]], shared=True) == 2 * (5 + 3)
    assert len(connection_key) == 7


def test_scenarios_of_another_session_share_no_connection():
    after, before = BY_NAME["stop-after-logout"], BY_NAME["stop-without-credentials"]
    assert after.connection_key != before.connection_key
    assert after.connection_key == BY_NAME["stop-after-logout-with-api-key"].connection_key


def test_what_a_scenario_needs_is_read_off_its_frames():
    needs = {scenario.name: scenario.needs for scenario in CATALOGUE}
    assert needs["stop-malformed"] == frozenset()
    assert needs["stop-with-api-key"] == {"apiKey"}
    assert needs["stop-after-logon"] == {"apiKey", "signature"}
    assert needs["stop-after-refused-logon"] == {"apiKey"}
