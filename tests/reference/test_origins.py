"""Which pages may connect, by what they are and by the name that they come by."""

import pytest

from conformance.reference.origins import is_own_host, own_origins


@pytest.mark.parametrize(
    "host", ["127.0.0.1:80", "localhost", "LOCALHOST:1", "[::1]:80", "double.test", "page.test"]
)
def test_a_host_is_ones_own_by_its_number_or_by_a_name_that_was_given(host):
    assert is_own_host(host, "double.test", ("https://page.test",))


@pytest.mark.parametrize(
    "host", ["evil.test", "localhost.evil.test", "", "[::1", "127.0.0.1.evil.test"]
)
def test_a_name_that_a_page_chose_is_not(host):
    assert not is_own_host(host, "double.test", ("https://page.test",))


def test_programs_may_name_the_address_that_they_connect_to():
    origins = own_origins("127.0.0.1", 80)
    assert "http://127.0.0.1:80" in origins
    assert "https://[::1]:80" in origins
    assert len(origins) == len(set(origins)) == 6
    assert "http://[fe80::1]:80" in own_origins("fe80::1", 80)
