"""Credentials."""

from runs import ACCOUNT

from conformance.api.credentials import Credentials
from conformance.reference.embedded import API_KEY


def test_credentials_never_print():
    assert API_KEY not in repr(ACCOUNT)


def test_what_there_is_is_named_as_scenarios_need_it():
    other = Credentials("other-key", private_key=object())
    own = Credentials("own-key", rsa_api_key="rsa-key", other=other, extras=frozenset({"stream"}))
    assert own.has == {"apiKey", "rsaKey", "otherKey", "otherSignature", "stream"}
    assert own.roles == {"rsaKey": "rsa-key", "otherKey": "other-key"}
    assert own.api_keys == ("own-key", "rsa-key", "other-key")


def test_nothing_is_what_there_is_without_a_key():
    assert Credentials().has == frozenset()
    assert Credentials().api_keys == ()
    assert Credentials(other=Credentials()).has == frozenset()


def test_the_kind_of_a_key_is_known_by_its_private_key_only():
    assert Credentials("own-key", private_key=object()).kind == "Ed25519"
    assert Credentials("own-key").kind == "of a kind that is not known"
