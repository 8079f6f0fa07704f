"""Templates are filled in."""

from runs import ACCOUNT

from conformance.scenarios.catalogue import BY_NAME
from conformance.scenarios.template import resolve


def test_a_template_is_filled_in_and_signed():
    step = BY_NAME["stop-after-logon"].steps[0]
    text = resolve(step.frame, (), 5, ACCOUNT)
    assert "$" not in text
    assert '"timestamp":5' in text
