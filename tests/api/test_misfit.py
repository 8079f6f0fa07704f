"""What does not fit a schema: the place, what is wanted there, and what is."""

import pytest
from jsonschema import Draft202012Validator

from conformance.api.document import ABSENT
from conformance.api.misfit import Misfit, misfits_of


def misfits(schema, value):
    errors = Draft202012Validator(schema).iter_errors(value)
    return [misfit for error in errors for misfit in misfits_of(error)]


@pytest.mark.parametrize(
    "rule, got, wanted",
    [
        ({"type": "integer"}, "1", "a JSON integer"),
        ({"type": ["string", "null"]}, 1, "a JSON string or null"),
        ({"enum": ["DAY", 1]}, 2, 'one of "DAY", 1'),
        ({"const": 200}, 201, 200),
        ({"minimum": 1}, 0, "at least 1"),
        ({"maximum": 3}, 4, "at most 3"),
        ({"minItems": 1}, [], "at least 1"),
        ({"minLength": 2}, "x", "a length of at least 2"),
    ],
)
def test_what_a_keyword_wants_is_said_in_words(rule, got, wanted):
    (misfit,) = misfits({"properties": {"count": rule}}, {"count": got})
    assert (misfit.path, misfit.got) == (("count",), got)
    assert str(misfit.wanted).startswith(str(wanted))


def test_each_member_that_lacks_has_a_place_of_its_own():
    assert [(m.path, m.got) for m in misfits({"required": ["id", "status"]}, {})] == [
        (("id",), ABSENT),
        (("status",), ABSENT),
    ]


def test_each_member_that_is_too_much_has_a_place_of_its_own():
    schema = {"properties": {"id": {}}, "additionalProperties": False}
    (misfit,) = misfits(schema, {"id": 1, "more": 2})
    assert isinstance(misfit, Misfit)
    assert (misfit.path, misfit.got) == (("more",), 2)
