"""Which changes are accepted, for how long, and which acceptances are of no use."""

from datetime import date

from conformance.drift.accepted import Acceptance, complaints, mark

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 24)


def marked(*accepted):
    """Return why a change is accepted."""
    changes = [{"fingerprint": "here", "everywhere": "all"}]
    mark(changes, accepted, TODAY)
    return changes[0]["accepted"]


def complained(*accepted, whole=True):
    changes = [{"fingerprint": "here", "everywhere": "all"}]
    return [(c["fingerprint"], c["problem"]) for c in complaints(changes, accepted, TODAY, whole)]


def test_a_change_is_accepted_by_either_of_its_fingerprints():
    assert marked(Acceptance("here", "agreed")) == "agreed"
    assert marked(Acceptance("all", "everywhere")) == "everywhere"
    assert marked(Acceptance("here", "agreed"), Acceptance("all", "everywhere")) == "agreed"
    assert marked(Acceptance("other", "agreed")) is None


def test_an_acceptance_lasts_until_its_day_is_over():
    assert marked(Acceptance("here", "agreed", TOMORROW)) == "agreed"
    assert marked(Acceptance("here", "agreed", TODAY)) == "agreed"
    assert marked(Acceptance("here", "agreed", YESTERDAY)) is None


def test_an_acceptance_that_is_over_is_named_whether_it_matches_or_not():
    over = [Acceptance("here", "a", YESTERDAY), Acceptance("other", "b", YESTERDAY)]
    problem = "it expired on 2026-11-22"
    assert complained(*over, whole=False) == [("here", problem), ("other", problem)]
    assert complained(Acceptance("here", "a", TODAY)) == []


def test_an_acceptance_of_nothing_is_named_where_everything_was_compared():
    stale = Acceptance("other", "a")
    assert complained(stale) == [("other", "it matches no change any more: remove it")]
    assert complained(stale, whole=False) == []
    assert complained(Acceptance("here", "a"), Acceptance("all", "b")) == []
