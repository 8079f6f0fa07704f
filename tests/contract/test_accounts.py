"""Accounts and connections: what a stop does beyond its own connection."""

from conformance.contract.clauses.accounts import accounts

chapter = accounts


def test_accounts(verdict):
    verdict.hold()
