"""Signatures of logons, by the public key where that is known, and by the answers otherwise."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conformance.api.signing import pem_of
from conformance.contract.judge import judge
from conformance.contract.requests import REQUEST_CLAUSES
from conformance.contract.requests.credentials import has_a_valid_signature
from conformance.contract.verdict import Outcome
from conformance.reference.embedded import PRIVATE_KEY
from conformance.sensitivity.clients import perform_all

OWN = pem_of(PRIVATE_KEY.public_key())
ANOTHER = pem_of(Ed25519PrivateKey.generate().public_key())


def outcomes(**changes):
    """Return what comes of the clause where clients log on, with facts of their transcripts."""
    transcripts = [replace(transcript, **changes) for transcript in perform_all()]
    verdicts = [v for each in transcripts for v in judge(each, REQUEST_CLAUSES)]
    own = {v.outcome for v in verdicts if v.clause is has_a_valid_signature}
    return own - {Outcome.UNTESTED}


@pytest.mark.parametrize("public_key", [None, "", OWN, "no PEM"])
def test_what_the_server_took_or_the_key_verifies_is_valid(public_key):
    assert outcomes(public_key=public_key) == {Outcome.KEPT}


def test_what_another_key_signed_is_not_valid_though_a_server_took_it():
    assert outcomes(public_key=ANOTHER) == {Outcome.BROKEN}


def test_a_key_says_nothing_of_another_account_s_signature():
    assert outcomes(public_key=ANOTHER, api_key="o" * 64) == {Outcome.KEPT}
