"""Two accounts, several connections and streams, against a server that was written apart."""

import pytest
from runs import ids_of
from two_accounts import KEYS, OTHER_KEY, OWN, performed, serving

from conformance.api.credentials import Credentials
from conformance.contract.verdict import Outcome
from conformance.evidence.evidence import stream_lines
from conformance.scenarios.catalogue import CATALOGUE

FAULTS = {
    "stops the wrong account": "ACC-3",
    "stops only the asking connection": "ACC-1",
    "leaves the stream open": "ACC-9",
    "hands out the closed key": "STRM-3",
    "a session answers for another key": "ACC-6",
    "a refused stop closes the stream": "ACC-4",
    "a refused stop closes connections to streams": "ACC-10",
    "a second logon is ignored": "ACC-6",
    "a stop expires every stream before its answer": "ACC-10",
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


@pytest.mark.parametrize("key", ["../ws-dapi/v1?x=", "//example.com/", "a/../../b", "%2e%2e/%00"])
def test_a_listen_key_leads_to_no_other_path(key, monkeypatch):
    server = serving()
    monkeypatch.setattr("account_server.new_listen_key", lambda _: key)
    performed(server, ["stream-after-a-stop"])
    streams = [path for path in server.paths if path.startswith("/ws/")]
    assert streams
    assert all("/" not in path.removeprefix("/ws/") for path in streams)
    assert {path for path in server.paths if path not in streams} == {"/ws-dapi/v1"}


def test_a_second_key_of_the_same_account_breaks_nothing_and_is_named():
    server = serving()
    own, _ = server.accounts
    own.keys = (*own.keys, OTHER_KEY)
    server.accounts = (own,)
    run = performed(server)
    assert ids_of(run, Outcome.BROKEN) == set()
    assert any("is of no second account" in why for why in run.failures().values())


def test_a_second_key_that_is_refused_breaks_nothing_and_is_named():
    server = serving()
    server.accounts = server.accounts[:1]
    run = performed(server)
    assert ids_of(run, Outcome.BROKEN) == set()
    assert "the second account's API key is refused (-2015)" in {*run.failures().values()}


def test_a_host_of_streams_that_refuses_closed_keys_breaks_nothing():
    server = serving(refuses_closed_keys=True)
    run = performed(server)
    assert (ids_of(run, Outcome.BROKEN), run.failures()) == (set(), {})
    endings = {judged.transcript.ending.kind for judged in run.judged()}
    assert endings == {"complete"}
