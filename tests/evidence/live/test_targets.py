"""Where scenarios are performed; the guards around production and credentials."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from conformance.api.credentials import Credentials
from conformance.api.venues import COIN_M, STREAM_PATH
from conformance.evidence.live.targets import (
    Target,
    TargetRefused,
    find_target,
    guard_credentials,
    with_extras,
)
from conformance.reference.embedded import SERVER
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.scenarios.script import OTHER_VENUE
from conformance.transcript.frames import EvidenceClass


@pytest.mark.parametrize(
    "named, evidence",
    [
        ("reference", EvidenceClass.REFERENCE),
        ("testnet", EvidenceClass.TESTNET),
        ("wss://testnet.binancefuture.com/ws-dapi/v1", EvidenceClass.TESTNET),
        ("ws://127.0.0.1:9/ws-dapi/v1", EvidenceClass.OTHER),
        ("wss://notbinance.com/x", EvidenceClass.OTHER),
        ("wss://demo-dapi.binance.com/ws-dapi/v1", EvidenceClass.OTHER),
        ("wss://Demo-dstream.Binance.com./ws/x", EvidenceClass.OTHER),
        ("wss://binance.com.example/x", EvidenceClass.OTHER),
    ],
)
def test_evidence_is_classed_by_where_it_comes_from(named, evidence):
    assert find_target(named).evidence_class is evidence


@pytest.mark.parametrize(
    "named",
    [
        "production",
        "wss://ws-dapi.binance.com/ws-dapi/v1",
        "wss://WS-DAPI.Binance.COM:443/x",
        "wss://ws-dapi.binance.com./x",
        "wss://ws-dapi-mm.binance.com/x",
        "wss://testnet.binancefuture.com@ws-dapi.binance.com/x",
        "ws://binance.com",
        "wss://demo.binance.com/x",
        "wss://demo-.ws-dapi.binance.com/x",
        "wss://ws-dapi.demo-dapi.binance.com/x",
        "wss://ws-demo-dapi.binance.com/x",
        "wss://demo-dapi.binance.com@ws-dapi.binance.com/x",
    ],
)
def test_production_is_refused_however_it_is_named(named):
    with pytest.raises(TargetRefused, match="closes the user data stream of a live account"):
        find_target(named)
    assert find_target(named, owns_production=True).evidence_class is EvidenceClass.PRODUCTION


@pytest.mark.parametrize(
    "named", ["", "tesnet", "http://x/", "ws://", "wss://host:port/", "//x", "ws://[::1/x"]
)
def test_what_is_no_target_says_what_is(named):
    with pytest.raises(TargetRefused, match="testnet, reference, production, or an address"):
        find_target(named)


def test_credentials_go_in_the_clear_only_to_this_machine():
    credentials = Credentials("k" * 64)
    for url in ("ws://127.0.0.1:1/", "ws://localhost/", "ws://[::1]:1/", "wss://host.example/"):
        guard_credentials(find_target(url), credentials)
    guard_credentials(find_target("ws://host.example/"), Credentials())
    with pytest.raises(TargetRefused, match="not encrypted"):
        guard_credentials(find_target("ws://host.example/"), credentials)


def test_a_targets_name_has_no_password_in_it():
    target = find_target("wss://me:hunter2@host.example/x?token=abc")
    assert "hunter2" not in target.name
    assert "abc" not in target.name


def test_the_target_reference_is_alone_on_its_address():
    assert find_target("reference").exclusive
    assert not Target("x", "ws://x", EvidenceClass.OTHER).exclusive


def test_a_target_of_a_host_that_only_ends_like_the_testnet_is_another():
    host = urlsplit(COIN_M.testnet).hostname
    assert find_target(f"wss://{host}/x").name == "testnet"
    assert find_target(f"wss://x.{host}/x").evidence_class is EvidenceClass.OTHER


@pytest.mark.parametrize("named", ["testnet", "reference", "production"])
def test_where_streams_and_the_other_venue_are_is_known_of_named_targets(named):
    target = find_target(named, owns_production=True)
    assert target.other_venue
    query = replace(target, url=f"{target.url}?returnRateLimits=false")
    assert (query.streams, query.other_venue) == (target.streams, target.other_venue)


def test_of_another_target_streams_are_taken_for_those_of_the_same_host():
    target = find_target("ws://127.0.0.1:9/ws-dapi/v1?token=abc")
    assert target.streams == f"ws://127.0.0.1:9{STREAM_PATH}"
    assert target.other_venue == ""
    beneath = find_target("ws://127.0.0.1:9/mutant/created/ws-dapi/v1")
    assert beneath.streams == f"ws://127.0.0.1:9/mutant/created{STREAM_PATH}"
    assert find_target("ws://127.0.0.1:9/elsewhere").streams == f"ws://127.0.0.1:9{STREAM_PATH}"


def test_a_transcript_says_where_else_its_scenario_connects_to_and_no_secret():
    target = Target("x", "ws://me:hunter2@host/ws-dapi/v1", EvidenceClass.OTHER)
    with_stream = next(s for s in CATALOGUE if "stream" in s.needs)
    places = target.places_of(with_stream)
    assert places["stream_endpoint"] == f"ws://host{STREAM_PATH}"
    assert target.places_of(BY_NAME["stop-twice"]) == {"stream_endpoint": "", "venues": {}}
    beside = find_target("reference").places_of(BY_NAME["stop-leaves-the-stream-of-the-neighbour"])
    assert beside["venues"] == {OTHER_VENUE: f"{SERVER}{COIN_M.neighbour.path}"}


@pytest.mark.parametrize(
    "other, with_stream, extras",
    [
        (None, False, set()),
        (None, True, {"connections", "stream", OTHER_VENUE}),
        (Credentials("o" * 64), False, {"connections", OTHER_VENUE}),
    ],
)
def test_several_connections_and_streams_are_only_for_who_asked_for_them(
    other, with_stream, extras
):
    credentials = Credentials("k" * 64, other=other)
    target = find_target("reference")
    assert with_extras(credentials, target, with_stream).extras == extras
    unknown = find_target("ws://127.0.0.1:9/")
    assert with_extras(credentials, unknown, with_stream).extras == extras - {OTHER_VENUE}


def test_without_a_key_nothing_is_in_the_clear_and_the_reference_may_have_one():
    credentials = Credentials("k" * 64)
    guard_credentials(find_target("reference"), credentials)
    guard_credentials(Target("x", "wss://host.example/", EvidenceClass.OTHER), credentials)
    with pytest.raises(TargetRefused, match="unset BINANCE_API_KEY"):
        guard_credentials(find_target("ws://127.evil.example/"), credentials)


@pytest.mark.parametrize(
    "named, venue", [("ws://host/ws-fapi/v1", "coinm"), ("ws://host/ws-dapi/v1", "usdm")]
)
def test_an_address_of_another_venue_is_refused_where_a_venue_is_named(named, venue):
    with pytest.raises(TargetRefused, match="judge it with --venue"):
        find_target(named, venue_name=venue)
    assert find_target("ws://host/x", venue_name=venue).venue.name == venue
