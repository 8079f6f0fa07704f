"""An address is what the library opens a socket to; everything is asked of that."""

import pytest

from conformance.evidence.live.addresses import address_of, is_loopback


@pytest.mark.parametrize(
    "written, url",
    [
        ("WSS://Host.Example/Path?q=1", "wss://host.example/Path?q=1"),
        ("wss://host.example.:443/x", "wss://host.example/x"),
        ("ws://[::1]:8080/", "ws://[::1]:8080/"),
        ("wss://me:p%40w@host.example/", "wss://me:p%40w@host.example/"),
        ("ws://host.example", "ws://host.example/"),
    ],
)
def test_an_address_is_written_in_one_way(written, url):
    assert address_of(written).url == url


@pytest.mark.parametrize(
    "written",
    [
        "wss://ws-dapi.binance\u3002com/",
        "wss://ws-dapi.bin\u00adance.com/",
        "wss://ws-dapi\u2024binance.com/",
        "wss://\uff57\uff53.binance.com/",
        "wss://host\u0000.example/",
        " wss://host.example/",
        "wss://host.example /",
        "wss://host.example\\@evil.example/",
        "wss://host%2eexample/",
        "wss://host.example/#x",
        "wss://host.example:99999/",
        "wss:///x",
        "http://host.example/",
    ],
)
def test_what_is_no_plain_address_is_none(written):
    assert address_of(written) is None


@pytest.mark.parametrize(
    "url, is_it",
    [
        ("ws://127.0.0.1/", True),
        ("ws://127.9.9.9:1/", True),
        ("ws://[::1]/", True),
        ("ws://LOCALHOST/", True),
        ("ws://127.0.0.1.evil.example/", False),
        ("ws://127.evil.example/", False),
        ("ws://localhost.evil.example/", False),
        ("ws://127.0.0.1@evil.example/", False),
        ("ws://0.0.0.0/", False),
        ("ws://10.0.0.1/", False),
    ],
)
def test_loopback_is_what_its_number_says(url, is_it):
    assert is_loopback(url) is is_it


@pytest.mark.parametrize("domain", ["binance.com", "binance.us", "trbinance.com"])
def test_every_domain_of_real_accounts_is_production(domain):
    assert address_of(f"wss://ws-dapi.{domain}/").is_production
    assert not address_of(f"wss://ws-dapi.{domain}.example/").is_production
