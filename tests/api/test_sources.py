"""Where a fact is from, in words and as an address."""

from conformance.api.sources import Source
from conformance.api.venues import COIN_M, USD_M

ON_A_PAGE = Source("stated", "Close User Data Stream, Request Weight", page="stop")
STANDARD = Source("standard", "RFC 8259, 4", "https://www.rfc-editor.org/rfc/rfc8259")


def test_a_place_on_a_page_has_its_venue_and_the_pages_address():
    assert str(ON_A_PAGE) == "COIN-M Close User Data Stream, Request Weight (stated)"
    assert ON_A_PAGE.url == COIN_M.page_url("stop")


def test_what_is_on_no_page_has_the_address_that_it_names():
    assert str(STANDARD) == "RFC 8259, 4 (standard)"
    assert STANDARD.url == "https://www.rfc-editor.org/rfc/rfc8259"


def test_a_page_has_the_same_place_on_another_venue():
    there = ON_A_PAGE.on(USD_M)
    assert there.venue is USD_M
    assert there.url == USD_M.page_url("stop") != ON_A_PAGE.url
    assert ON_A_PAGE.on(COIN_M) is ON_A_PAGE
    assert STANDARD.on(USD_M) is STANDARD
