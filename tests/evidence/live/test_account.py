"""The account's stream: what a run opens it closes, and what was open before is noticed."""

import contextlib
from dataclasses import replace

import pytest
from conversations import ask, ok
from peers import peer
from runs import ACCOUNT, performed, reference

from conformance.api.credentials import Credentials
from conformance.evidence.live.account import Accounts
from conformance.evidence.live.connections import Connections
from conformance.evidence.live.unreachable import Unreachable
from conformance.reference.embedded import API_KEY
from conformance.reference.wire import WallClock, serve_reference
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.scenarios.ledger import Ledger
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Transcript


@pytest.mark.parametrize("name", ["start-after-stop", "stop-without-credentials"])
def test_what_a_run_opened_it_closes(name):
    core = reference()
    with serve_reference(lambda: core) as url:
        run = performed(url, name)
    assert core.accounts[API_KEY].open_listen_key(core.clock()) is None
    last = run.summary_lines()[-1]
    assert "the stream that the run had opened last was closed at its end" in last


def test_a_stream_that_was_open_before_is_noticed():
    core = reference()
    core.accounts[API_KEY].start(core.clock(), core.chance)
    with serve_reference(lambda: core) as url:
        run = performed(url, "stop-with-api-key")
    note = "account: a stream was open before the run, whose stops closed it"
    assert note in run.summary_lines()


def test_without_an_account_nothing_is_asked_of_one():
    core = reference()
    with serve_reference(lambda: core) as url:
        run = performed(url, "stop-malformed", credentials=Credentials())
    assert not [line for line in run.summary_lines() if line.startswith("account")]


NOBODY = Credentials("x" * 64)
TWO = Credentials(API_KEY, ACCOUNT.private_key, other=NOBODY)
OF_TWO = next(scenario for scenario in CATALOGUE if "otherKey" in scenario.needs)
OF_NEIGHBOUR = next(scenario for scenario in CATALOGUE if "neighbour" in scenario.needs)
PLAIN = BY_NAME["stop-with-api-key"]
NOT_OPEN = "no stream was seen open before the run (ping: -1125)"
MAY_BE = "a stream may be left open, for an hour at most: "


@contextlib.contextmanager
def connections():
    """Give connections on which nothing is waited for at the end."""
    own = Connections(20.0, WallClock(), Ledger(), sharing=True)
    own.pause = lambda _: None
    try:
        yield own
    finally:
        own.close()


def asked_before(credentials, scenario=PLAIN, core=None):
    """Return the accounts of a run after they were asked about."""
    core = core or reference()
    with serve_reference(lambda: core) as url, connections() as own:
        accounts = Accounts.of(credentials, url, url)
        for _ in range(2):
            accounts.ask_before(scenario, own)
        return accounts


def test_a_stream_that_is_not_open_is_told_once():
    accounts = asked_before(ACCOUNT)
    assert accounts.notes == [NOT_OPEN]
    assert accounts.streams[0].pinged
    assert not accounts.streams[0].was_open


def test_a_stream_that_is_open_is_told():
    core = reference()
    core.accounts[API_KEY].start(core.clock(), core.chance)
    accounts = asked_before(ACCOUNT, core=core)
    assert accounts.notes == ["a stream was open before the run, whose stops closed it"]
    assert accounts.streams[0].was_open


def test_of_a_key_that_is_refused_nothing_is_told():
    accounts = asked_before(NOBODY)
    assert accounts.notes == ["whether a stream was open before the run could not be told"]
    assert accounts.streams[0].refusal == ""
    assert accounts.why_not(PLAIN) == ""


def test_a_second_account_is_asked_about_only_for_scenarios_that_use_it():
    assert asked_before(TWO).notes == [NOT_OPEN]
    accounts = asked_before(TWO, OF_TWO)
    unclear = "whether a stream was open before the run could not be told"
    assert accounts.notes == [NOT_OPEN, f"the second account: {unclear}"]
    refusal = "the second account's API key is refused (-2015)"
    assert accounts.why_not(OF_TWO) == refusal
    assert accounts.why_not(PLAIN) == ""


def test_the_neighbouring_venue_s_stream_is_left_open():
    core = reference()
    core.accounts[API_KEY].start(core.clock(), core.chance)
    two = Credentials(API_KEY, ACCOUNT.private_key, extras=frozenset({"neighbour", "connections"}))
    both = next(s for s in CATALOGUE if "neighbour" in s.needs)
    accounts = asked_before(two, both, core)
    assert accounts.notes[1] == (
        "on the neighbouring venue a stream was open before the run, which is left open"
    )


def left(core, **about):
    """Return the notes of an account whose stream is left, with other facts."""
    with serve_reference(lambda: core) as url, connections() as own:
        accounts = Accounts.of(ACCOUNT, url, url)
        for name, value in about.items():
            setattr(accounts.streams[0], name, value)
        accounts.leave(own)
        return accounts


@pytest.mark.parametrize(
    "about, is_closed",
    [
        ({"may_be_open": True, "opened": True}, True),
        ({"may_be_open": True, "under_way": True}, True),
        ({"may_be_open": True}, False),
        ({"opened": True}, False),
        ({"may_be_open": True, "opened": True, "venue": "neighbour"}, True),
        ({"may_be_open": True, "opened": True, "venue": "neighbour", "was_open": True}, False),
        ({"may_be_open": True, "opened": True, "was_open": True}, True),
        ({"may_be_open": True, "opened": True, "credentials": Credentials()}, False),
    ],
)
def test_what_a_run_may_have_opened_is_closed_and_nothing_else(about, is_closed):
    core = reference()
    core.accounts[API_KEY].start(core.clock(), core.chance)
    accounts = left(core, **about)
    assert (core.accounts[API_KEY].open_listen_key(core.clock()) is None) is is_closed
    assert len(accounts.notes) == is_closed
    if is_closed:
        assert accounts.notes[0].endswith(
            "the stream that the run had opened last was closed at its end"
        )
        assert not accounts.may_be_open


class Interrupted:
    """A conversation during whose noting a run is interrupted."""

    @property
    def exchanges(self):
        raise KeyboardInterrupt


def test_what_is_open_is_closed_though_a_run_was_interrupted_while_that_was_noted():
    core = reference()
    core.accounts[API_KEY].start(core.clock(), core.chance)
    with serve_reference(lambda: core) as url, connections() as own:
        accounts = Accounts.of(ACCOUNT, url, url)
        accounts.begin(BY_NAME["start-after-stop"])
        with pytest.raises(KeyboardInterrupt):
            accounts.note(Interrupted())
        accounts.leave(own)
    assert core.accounts[API_KEY].open_listen_key(core.clock()) is None


def test_a_stream_that_could_not_be_closed_is_told():
    accounts = left(reference(), may_be_open=True, opened=True, credentials=NOBODY)
    assert accounts.notes == [f"{MAY_BE}the last stop failed"]
    assert accounts.may_be_open


def test_a_server_that_is_gone_at_the_end_is_told():
    accounts = Accounts.of(ACCOUNT, "ws://127.0.0.1:1/ws-dapi/v1", "")
    accounts.streams[0].may_be_open = accounts.streams[0].opened = True
    with connections() as own:
        accounts.leave(own)
    (note,) = accounts.notes
    assert note.startswith(f"{MAY_BE}the connection was refused")


def test_before_a_run_a_server_that_is_gone_is_unreachable():
    accounts = Accounts.of(ACCOUNT, "ws://127.0.0.1:1/ws-dapi/v1", "")
    with connections() as own, pytest.raises(Unreachable):
        accounts.ask_before(PLAIN, own)
    assert not accounts.streams[0].pinged


def test_an_error_without_a_number_is_no_number():
    def handle(connection):
        for _ in connection:
            connection.send('{"id":"before","status":400,"error":{"code":"-1125"}}')

    with peer(handle) as url, connections() as own:
        accounts = Accounts.of(ACCOUNT, url, "")
        accounts.ask_before(PLAIN, own)
    assert accounts.notes == ["no stream was seen open before the run (ping: no number)"]


def given(listen_key, other_key, *, logged_on=False, connection="B"):
    """Return a conversation in which two accounts are given listen keys."""
    own, other = "k" * 64, "o" * 64
    frames = []
    for place, key, given_key in (("A", own, listen_key), (connection, other, other_key)):
        start = ask("userDataStream.start", 1, apiKey=key)
        answer = ok(1, {"listenKey": given_key})
        frames += [replace(frame, connection=place) for frame in (start, answer)]
    return conversation_of(
        Transcript(
            "two",
            tuple(frames),
            api_key=own,
            keys={"otherKey": other},
            logged_on=logged_on,
            venues={"neighbour": "ws://host/ws-fapi/v1"},
        )
    )


@pytest.mark.parametrize(
    "conversation, is_one",
    [
        (given("l", "l"), True),
        (given("l", "m"), False),
        (given("l", "l", connection="neighbour"), False),
    ],
)
def test_two_keys_that_are_given_one_listen_key_are_of_one_account(conversation, is_one):
    accounts = Accounts.of(TWO, "ws://host/", "")
    accounts.note(conversation)
    assert bool(accounts.streams[1].refusal) is is_one
    assert accounts.streams[0].refusal == ""
    assert ("is of no second account" in accounts.why_not(OF_TWO)) is is_one


def test_a_listen_key_that_a_session_was_given_tells_nothing_of_keys():
    logon = ask("session.logon", 0, apiKey="k" * 64, signature="s", timestamp=1)
    one = given("l", "l")
    frames = [replace(f, connection="A") for f in (logon, ok(0, {"apiKey": "k" * 64}))]
    whole = replace(one.transcript, frames=(*frames, *one.transcript.frames))
    accounts = Accounts.of(TWO, "ws://host/", "")
    accounts.note(conversation_of(whole))
    assert accounts.streams[1].refusal == ""


def test_a_refusal_of_one_stream_does_not_hide_another_s():
    extras = frozenset({"neighbour"})
    three = Credentials(API_KEY, other=NOBODY, extras=extras)
    accounts = Accounts.of(three, "ws://host/", "ws://other/")
    accounts.streams[2].refusal = "no"
    both = replace(OF_TWO, steps=(*OF_TWO.steps, *OF_NEIGHBOUR.steps))
    assert accounts.why_not(both) == "no"
    assert accounts.why_not(OF_TWO) == ""
