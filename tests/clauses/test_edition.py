"""The contract as a run judges by it."""

from conformance.api.sources import BINDING
from conformance.api.venues import VENUES
from conformance.contract.clause import MUST
from conformance.contract.clauses import CLAUSES
from conformance.contract.edition import Edition
from conformance.contract.own_sources import OWN_SOURCES


def test_every_must_of_every_venue_has_a_binding_source():
    editions = [Edition(venue=venue) for venue in VENUES.values()]
    musts = [(e, c) for e in editions for c in CLAUSES if e.level(c) is MUST]
    assert [c.id for e, c in musts if e.source(c).kind not in BINDING] == []


def test_a_clause_of_the_newest_revision_is_itself_for_coin_m():
    assert all(Edition().clause(clause) is clause for clause in CLAUSES)


def test_a_source_on_a_page_is_on_the_page_of_the_venue():
    for venue in VENUES.values():
        for clause in CLAUSES:
            source = Edition(venue=venue).source(clause)
            if source.page:
                assert source.place.startswith(f"{venue.title} ")
                assert source.url == venue.page_url(source.page)


def test_own_sources_are_of_venues_and_clauses_that_there_are():
    assert {*OWN_SOURCES} <= {*VENUES}
    assert {each for own in OWN_SOURCES.values() for each in own} <= {c.id for c in CLAUSES}
