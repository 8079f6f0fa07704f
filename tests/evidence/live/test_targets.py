"""Where scenarios are performed; the guards around production and credentials."""

import pytest

from conformance.api.credentials import Credentials
from conformance.evidence.live.targets import (
    Target,
    TargetRefused,
    find_target,
    guard_credentials,
)
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
