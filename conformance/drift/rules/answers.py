"""Changes of an answer as a whole: whether it comes, what it is, whose it is, how it came out."""

from __future__ import annotations

from typing import Final

from conformance.drift.change import Difference, Example, Severity, rule
from conformance.drift.notation import STOP_REFUSAL, STOP_REQUEST, STOP_SUCCESS, swap
from conformance.drift.picture import LET_THROUGH, NONE, OBJECT, OWN, REFUSED

_UNANSWERED: Final = f"> {STOP_REQUEST}\nsilence"
_AS_TEXT: Final = STOP_SUCCESS.replace('"id":1', '"id":"1"')
_TWICE: Final = STOP_SUCCESS.replace('"status":200', '"status":200,"status":200')


@rule(
    Severity.BREAKING,
    fires=Example(STOP_SUCCESS, _UNANSWERED),
    near=Example(_UNANSWERED, STOP_SUCCESS),
)
def answer_gone(found: Difference) -> bool:
    """A request that was answered is not answered any more."""
    return found.area == "answer" and found.new == NONE


@rule(
    Severity.ADDITIVE,
    fires=Example(_UNANSWERED, STOP_SUCCESS),
    near=Example(STOP_SUCCESS, _UNANSWERED),
)
def answer_new(found: Difference) -> bool:
    """A request that was not answered is answered."""
    return found.area == "answer" and found.old == NONE


@rule(
    Severity.ADDITIVE,
    fires=Example(f"[{STOP_SUCCESS}]", STOP_SUCCESS),
    near=Example(STOP_SUCCESS, f"[{STOP_SUCCESS}]"),
)
def answer_readable(found: Difference) -> bool:
    """An answer that was no JSON object in a text frame is one."""
    return found.area == "answer" and found.new == OBJECT


@rule(
    Severity.BREAKING,
    fires=Example(STOP_SUCCESS, f"[{STOP_SUCCESS}]"),
    near=Example(f"[{STOP_SUCCESS}]", STOP_SUCCESS),
)
def answer_unreadable(found: Difference) -> bool:
    """An answer is no longer one JSON object in a text frame."""
    return found.area == "answer"


@rule(
    Severity.ADDITIVE,
    fires=Example(_AS_TEXT, STOP_SUCCESS),
    near=Example(STOP_SUCCESS, _AS_TEXT),
)
def id_echoed(found: Difference) -> bool:
    """An answer carries its request's id, where it carried another or none."""
    return found.area == "id" and found.new == OWN


@rule(
    Severity.BREAKING,
    fires=Example(STOP_SUCCESS, _AS_TEXT),
    near=Example(
        STOP_SUCCESS,
        f"> {STOP_REQUEST.replace('1', '2', 1)}\n< {STOP_SUCCESS.replace('1', '2', 1)}",
    ),
)
def id_not_echoed(found: Difference) -> bool:
    """An answer no longer carries its request's id, or carries another one than before."""
    return found.area == "id"


@rule(
    Severity.BREAKING,
    fires=Example(STOP_SUCCESS, STOP_REFUSAL),
    near=Example(STOP_REFUSAL, STOP_REFUSAL.replace("-2015", "-2014")),
)
def refused(found: Difference) -> bool:
    """What succeeded is refused."""
    return found.area == "outcome" and str(found.new).startswith(REFUSED)


@rule(
    Severity.BREAKING,
    fires=Example(STOP_REFUSAL, STOP_SUCCESS),
    near=Example(STOP_SUCCESS, STOP_SUCCESS.replace("2400", "6000")),
)
def let_through(found: Difference) -> bool:
    """What was refused succeeds."""
    return found.area == "outcome" and str(found.new).startswith(LET_THROUGH)


@rule(
    Severity.BREAKING,
    fires=swap('"result":{}', '"result":{},"error":{"code":-1,"msg":"x"}'),
    near=swap('"result":{}', '"result":{},"warning":{"code":-1,"msg":"x"}'),
)
def outcome_unclear(found: Difference) -> bool:
    """An answer has both a result and an error, or neither."""
    return found.area == "outcome"


@rule(
    Severity.BREAKING,
    fires=Example(STOP_SUCCESS, _TWICE),
    near=Example(_TWICE, STOP_SUCCESS),
)
def member_twice(found: Difference) -> bool:
    """A member is there twice; readers differ in which one they take."""
    return found.area == "members twice" and found.fact == "new"


@rule(
    Severity.BENIGN,
    fires=Example(_TWICE, STOP_SUCCESS),
    near=Example(STOP_SUCCESS, _TWICE),
)
def member_once(found: Difference) -> bool:
    """A member that was there twice is there once."""
    return found.area == "members twice"


@rule(
    Severity.BENIGN,
    fires=swap('"id":1,"status":200', '"status":200,"id":1'),
    near=swap('"id":1,"status":200', '"id":1,"x":0,"status":200'),
)
def members_in_another_order(found: Difference) -> bool:
    """Members come in another order, which means nothing in JSON."""
    return found.area == "order of members"


@rule(
    Severity.BENIGN,
    fires=swap(',"', ', "'),
    near=swap('"interval":"MINUTE"', '"interval":" MINUTE"'),
)
def spelled_otherwise(found: Difference) -> bool:
    """White space or escapes differ, which means nothing in JSON."""
    return found.area == "spelling"
