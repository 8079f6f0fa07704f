"""What a scenario needs that a run has not: why, and whether the run may do without."""

import pytest

from conformance.evidence.live.lacking import is_left_out, why_lacking


@pytest.mark.parametrize(
    "lacking, is_optional",
    [
        ([], False),
        (["apiKey"], False),
        (["signature"], False),
        (["stream"], True),
        (["otherKey", "otherSignature"], True),
        (["stream", "signature"], True),
        (["stream", "apiKey"], False),
    ],
)
def test_a_run_may_do_without_what_is_optional_but_not_without_a_key(lacking, is_optional):
    assert is_left_out(frozenset(lacking)) is is_optional


def test_of_several_things_the_first_to_do_is_said():
    assert why_lacking(["signature", "apiKey"]).startswith("no API key: set BINANCE_API_KEY")
    assert why_lacking(["signature", "otherKey"]).startswith("no second account")
    assert why_lacking(["signature"]).startswith("no Ed25519 key: set BINANCE_PRIVATE_KEY_PATH")
