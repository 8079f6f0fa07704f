"""Scenarios dealt to accounts: each to one, to who can perform it, and evenly."""

from collections import Counter
from dataclasses import replace

from runs import ACCOUNT

from conformance.api.credentials import Credentials
from conformance.evidence.live.dealing import _round_trips, deal, digest_of
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE

EXTRAS = frozenset({"connections", "stream"})
PLAIN = replace(ACCOUNT, api_key="plain")
WITH_OTHER = replace(ACCOUNT, other=Credentials("other", ACCOUNT.private_key), extras=EXTRAS)


def test_every_scenario_is_dealt_to_one_account_and_all_have_as_much_to_do():
    dealt = deal([ACCOUNT, PLAIN, PLAIN])
    assert dealt.keys() == BY_NAME.keys()
    able = [s for s in CATALOGUE if s.needs <= ACCOUNT.has]
    requests = Counter()
    for scenario in able:
        requests[dealt[scenario.name]] += len(scenario.requests)
    assert max(requests.values()) - min(requests.values()) < 0.1 * requests.total()


def test_a_scenario_goes_to_an_account_that_has_what_it_needs():
    without_logon = Credentials("no logon")
    dealt = deal([without_logon, PLAIN, WITH_OTHER])
    for scenario in CATALOGUE:
        if "otherKey" in scenario.needs:
            assert dealt[scenario.name] == 2
        elif "signature" in scenario.needs:
            assert dealt[scenario.name] != 0


def test_one_account_performs_everything():
    assert {*deal([ACCOUNT]).values()} == {0}


def test_hosts_agree_only_on_the_same_accounts_in_the_same_order():
    digest = digest_of([ACCOUNT, PLAIN])
    assert digest == digest_of([ACCOUNT, PLAIN])
    others = [[PLAIN, ACCOUNT], [ACCOUNT], [], [ACCOUNT, Credentials("plain")]]
    assert digest not in {digest_of(each) for each in others}


def test_a_connection_of_a_scenario_s_own_takes_two_round_trips_more():
    shared, alone = BY_NAME["stop-with-api-key"], BY_NAME["stop-malformed"]
    assert (shared.needs_own_connection, alone.needs_own_connection) == (False, True)
    assert _round_trips(shared) == len(shared.requests)
    assert _round_trips(alone) == len(alone.requests) + 2
    several = BY_NAME["stream-after-a-stop-on-another-connection"]
    assert len(several.connections) > 1
    assert _round_trips(several) == len(several.requests) + 2 * len(several.connections)
