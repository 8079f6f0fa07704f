"""Ids of requests that are in flight together."""

import pytest
from conversations import ask, transcript

from conformance.contract.judge import judge
from conformance.contract.requests.form import is_alone_with_its_id
from conformance.contract.verdict import Outcome


@pytest.mark.parametrize(
    "between, outcome", [(0, Outcome.BROKEN), (99, Outcome.BROKEN), (100, Outcome.KEPT)]
)
def test_an_id_is_compared_with_the_hundred_requests_before(between, outcome):
    others = [ask("userDataStream.stop", f"other-{number}") for number in range(between)]
    frames = [ask("userDataStream.stop", "own"), *others, ask("userDataStream.stop", "own")]
    (verdict,) = judge(transcript("test", *frames), [is_alone_with_its_id])
    assert verdict.outcome is outcome
