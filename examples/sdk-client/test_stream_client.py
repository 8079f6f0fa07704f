"""The program against a faithful server, against broken ones, and with its requests judged."""

import asyncio

import pytest
from stream_client import hold_stream

PATIENCE = 3
"""How long the program may take, in s."""


def held(url, server, **options):
    """Run the program against a URL, as the account of a server."""
    holding = hold_stream(url, server.api_key, server.private_key_path, **options)
    return asyncio.run(asyncio.wait_for(holding, PATIENCE))


def test_it_holds_a_stream_and_closes_it(conformance_server):
    assert held(conformance_server.url, conformance_server)


def test_what_it_sends_keeps_the_contract(conformance_server, conformance_proxy):
    held(conformance_proxy.url, conformance_server, pings=3)
    conformance_proxy.check()


@pytest.mark.parametrize("behaviour", ["mutant/stop-unanswered", "mutant/id-in-upper-case"])
def test_it_gives_up_where_its_answer_does_not_come(conformance_server, behaviour):
    with pytest.raises(TimeoutError):
        held(conformance_server.at(behaviour), conformance_server)
