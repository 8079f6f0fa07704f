"""Two accounts, several connections and streams, against a server that was written apart."""

import pytest
from account_server import Account, AccountServer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from runs import ids_of, target_at

from conformance.api.credentials import Credentials
from conformance.contract.verdict import Outcome
from conformance.evidence.evidence import stream_lines
from conformance.evidence.run import Run
from conformance.scenarios.catalogue import CATALOGUE

OWN, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
KEYS = ("ownKey1234567890" * 4, "hmacKey123456789" * 4, "rsaKey1234567890" * 4)
OTHER_KEY = "otherKey12345678" * 4
ACCOUNTS = Credentials(
    KEYS[0],
    OWN,
    KEYS[1],
    KEYS[2],
    Credentials(OTHER_KEY, OTHER),
    frozenset({"connections", "stream"}),
)
SEVERAL = [s.name for s in CATALOGUE if s.connections and "usdm" not in s.needs]


def serving(**about):
    accounts = (Account(KEYS, OWN.public_key()), Account((OTHER_KEY,), OTHER.public_key()))
    return AccountServer(KEYS[0], OWN.public_key(), accounts=accounts, **about)


def performed(server, names=SEVERAL, credentials=ACCOUNTS):
    with server.running() as url:
        run = Run(target_at(url), credentials, patience=2.0)
        run.gather(names, on_performed=lambda _: None)
    return run


FAULTS = {
    "stops the wrong account": "ACC-3",
    "stops only the asking connection": "ACC-1",
    "leaves the stream open": "ACC-9",
    "hands out the closed key": "STRM-3",
    "a session answers for another key": "ACC-6",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_beyond_the_own_connection_is_named_by_its_clause(fault):
    server = serving(fault=fault)
    run = performed(server)
    assert FAULTS[fault] in ids_of(run, Outcome.BROKEN)
    assert ids_of(run, Outcome.FAULT) == set()


@pytest.mark.parametrize("ends", ["expired", "closed", "expired and closed", "silent"])
def test_no_end_of_a_stream_is_a_breach_and_the_summary_names_it(ends):
    server = serving(ends=ends)
    run = performed(server)
    assert ids_of(run, Outcome.BROKEN) == set()
    assert run.failures() == {}
    assert server.still_open() == 0
    (line,) = stream_lines(run.judged())
    words = {"expired": "listenKeyExpired", "closed": "a close with 1000", "silent": "silence"}
    assert words[ends.partition(" ")[0]] in line


def test_nothing_of_several_connections_is_asked_for_where_nobody_asked_for_it():
    server = serving()
    plain = Credentials(KEYS[0], OWN)
    run = performed(server, [s.name for s in CATALOGUE], plain)
    assert server.opened_streams == 0
    left_out = {name for name, result in run.results.items() if result.performance.optional}
    assert left_out == {s.name for s in CATALOGUE if s.connections}
    assert all(name in run.results for name in left_out)
    whys = {run.results[name].performance.failure for name in left_out}
    assert any("BINANCE_OTHER_API_KEY" in why for why in whys)
    assert any("--with-stream" in why for why in whys)
