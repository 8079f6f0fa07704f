"""The account's stream: what a run opens it closes, and what was open before is noticed."""

import pytest
from runs import performed, reference

from conformance.api.credentials import Credentials
from conformance.reference.embedded import API_KEY
from conformance.reference.wire import serve_reference


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
