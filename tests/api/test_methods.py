"""The methods that are known, and what each weighs."""

import pytest

from conformance.api.methods import LOGON, METHODS, is_known, weight_of_method


@pytest.mark.parametrize("name", METHODS)
def test_each_method_is_known_by_its_name(name):
    assert METHODS[name].name == name
    assert is_known(name)


@pytest.mark.parametrize("name", ["SESSION.LOGON", "", None, 3, ["userDataStream.stop"]])
def test_no_other_value_is_a_known_method(name):
    assert not is_known(name)
    assert weight_of_method(name) == 1


def test_a_logon_weighs_what_its_page_says():
    assert weight_of_method("session.logon") == LOGON.weight == 2
