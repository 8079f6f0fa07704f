"""Changes of an answer as a whole: whether it comes, what it is, whose it is, how it came out."""

from __future__ import annotations

from typing import Final

from conformance.drift.change import Difference, Example, Severity, rule
from conformance.drift.notation import REFUSAL, STOP, SUCCESS, swap
from conformance.drift.picture import NONE, OBJECT, OWN
from conformance.drift.picture import REFUSAL as REFUSED
from conformance.drift.picture import SUCCESS as LET_THROUGH

_UNANSWERED: Final = f"> {STOP}\nsilence"
_AS_TEXT: Final = SUCCESS.replace('"id":1', '"id":"1"')
_TWICE: Final = SUCCESS.replace('"status":200', '"status":200,"status":200')


@rule(
    Severity.BREAKING,
    fires=Example(SUCCESS, _UNANSWERED),
    near=Example(_UNANSWERED, SUCCESS),
)
def answer_gone(found: Difference) -> bool:
    """A request that was answered is not answered any more."""
    return found.area == "answer" and found.new == NONE


@rule(
    Severity.ADDITIVE,
    fires=Example(_UNANSWERED, SUCCESS),
    near=Example(SUCCESS, _UNANSWERED),
)
def answer_new(found: Difference) -> bool:
    """A request that was not answered is answered."""
    return found.area == "answer" and found.old == NONE


@rule(
    Severity.ADDITIVE,
    fires=Example(f"[{SUCCESS}]", SUCCESS),
    near=Example(SUCCESS, f"[{SUCCESS}]"),
)
def answer_readable(found: Difference) -> bool:
    """An answer that was no JSON object in a text frame is one."""
    return found.area == "answer" and found.new == OBJECT


@rule(
    Severity.BREAKING,
    fires=Example(SUCCESS, f"[{SUCCESS}]"),
    near=Example(f"[{SUCCESS}]", SUCCESS),
)
def answer_unreadable(found: Difference) -> bool:
    """An answer is no longer one JSON object in a text frame."""
    return found.area == "answer"


@rule(
    Severity.ADDITIVE,
    fires=Example(_AS_TEXT, SUCCESS),
    near=Example(SUCCESS, _AS_TEXT),
)
def id_echoed(found: Difference) -> bool:
    """An answer carries its request's id, where it carried another or none."""
    return found.area == "id" and found.new == OWN


@rule(
    Severity.BREAKING,
    fires=Example(SUCCESS, _AS_TEXT),
    near=Example(SUCCESS, f"> {STOP.replace('1', '2', 1)}\n< {SUCCESS.replace('1', '2', 1)}"),
)
def id_not_echoed(found: Difference) -> bool:
    """An answer no longer carries its request's id, or carries another one than before."""
    return found.area == "id"


@rule(
    Severity.BREAKING,
    fires=Example(SUCCESS, REFUSAL),
    near=Example(REFUSAL, REFUSAL.replace("-2015", "-2014")),
)
def refused(found: Difference) -> bool:
    """What succeeded is refused."""
    return found.area == "outcome" and str(found.new).startswith(REFUSED)


@rule(
    Severity.BREAKING,
    fires=Example(REFUSAL, SUCCESS),
    near=Example(SUCCESS, SUCCESS.replace("2400", "6000")),
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
    fires=Example(SUCCESS, _TWICE),
    near=Example(_TWICE, SUCCESS),
)
def member_twice(found: Difference) -> bool:
    """A member is there twice; readers differ in which one they take."""
    return found.area == "members twice" and found.fact == "new"


@rule(
    Severity.BENIGN,
    fires=Example(_TWICE, SUCCESS),
    near=Example(SUCCESS, _TWICE),
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
