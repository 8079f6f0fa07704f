"""Credentials."""

from runs import ACCOUNT

from conformance.reference.embedded import API_KEY


def test_credentials_never_print():
    assert API_KEY not in repr(ACCOUNT)
