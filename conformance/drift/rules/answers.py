"""Changes of an answer as a whole: whether it comes, its id, success or refusal, its layout."""

from __future__ import annotations

from typing import Final

from conformance.drift.change import Difference, Example, Rule, Severity, rule
from conformance.drift.notation import STOP_REFUSAL, STOP_REQUEST, STOP_SUCCESS, swap
from conformance.drift.picture import LET_THROUGH, NONE, OBJECT, OWN, REFUSED

_UNANSWERED: Final = f"> {STOP_REQUEST}\nsilence"
_AS_TEXT: Final = STOP_SUCCESS.replace('"id":1', '"id":"1"')
_TWICE: Final = STOP_SUCCESS.replace('"status":200', '"status":200,"status":200')


@rule(
    Severity.BREAKING,
    fires=Example(STOP_SUCCESS, _UNANSWERED),
    near=Example(_UNANSWERED, STOP_SUCCESS),
    witness="answer = json.loads(connection.recv())",
)
def answer_gone(difference: Difference) -> bool:
    """A request that was answered is not answered any more."""
    return difference.area == "answer" and difference.new == NONE


@rule(
    Severity.ADDITIVE,
    fires=Example(_UNANSWERED, STOP_SUCCESS),
    near=Example(STOP_SUCCESS, _UNANSWERED),
    witness="assert connection.received == []",
)
def answer_new(difference: Difference) -> bool:
    """A request that was not answered is answered."""
    return difference.area == "answer" and difference.old == NONE


@rule(
    Severity.ADDITIVE,
    fires=Example(f"[{STOP_SUCCESS}]", STOP_SUCCESS),
    near=Example(STOP_SUCCESS, f"[{STOP_SUCCESS}]"),
    witness="answer = json.loads(text)[0]",
)
def answer_readable(difference: Difference) -> bool:
    """An answer that was no JSON object in a text frame is one."""
    return difference.area == "answer" and difference.new == OBJECT


@rule(
    Severity.BREAKING,
    fires=Example(STOP_SUCCESS, f"[{STOP_SUCCESS}]"),
    near=Example(f"[{STOP_SUCCESS}]", STOP_SUCCESS),
    witness="status = answer['status']",
)
def answer_unreadable(difference: Difference) -> bool:
    """An answer is no longer one JSON object in a text frame."""
    return difference.area == "answer"


@rule(
    Severity.ADDITIVE,
    fires=Example(_AS_TEXT, STOP_SUCCESS),
    near=Example(STOP_SUCCESS, _AS_TEXT),
    witness="caller = {'1': 'stop'}[answer['id']]",
)
def id_echoed(difference: Difference) -> bool:
    """An answer carries its request's id, where it carried another or none."""
    return difference.area == "id" and difference.new == OWN


@rule(
    Severity.BREAKING,
    fires=Example(STOP_SUCCESS, _AS_TEXT),
    near=Example(
        STOP_SUCCESS,
        f"> {STOP_REQUEST.replace('1', '2', 1)}\n< {STOP_SUCCESS.replace('1', '2', 1)}",
    ),
    witness="caller = pending.pop(answer['id'])",
)
def id_not_echoed(difference: Difference) -> bool:
    """An answer no longer carries its request's id, or carries another one than before."""
    return difference.area == "id"


@rule(
    Severity.BREAKING,
    fires=Example(STOP_SUCCESS, STOP_REFUSAL),
    near=Example(STOP_REFUSAL, STOP_REFUSAL.replace("-2015", "-2014")),
    witness="result = answer['result']",
)
def refused(difference: Difference) -> bool:
    """What succeeded is refused."""
    return difference.area == "outcome" and str(difference.new).startswith(REFUSED)


@rule(
    Severity.BREAKING,
    fires=Example(STOP_REFUSAL, STOP_SUCCESS),
    near=Example(STOP_SUCCESS, STOP_SUCCESS.replace("2400", "6000")),
    witness="code = answer['error']['code']",
)
def let_through(difference: Difference) -> bool:
    """What was refused succeeds."""
    return difference.area == "outcome" and str(difference.new).startswith(LET_THROUGH)


@rule(
    Severity.BREAKING,
    fires=swap('"result":{}', '"result":{},"error":{"code":-1,"msg":"x"}'),
    near=swap('"result":{}', '"result":{},"warning":{"code":-1,"msg":"x"}'),
    witness=("if 'error' in answer:\n    raise ConnectionError(answer['error'])"),
)
def outcome_unclear(difference: Difference) -> bool:
    """An answer has both a result and an error, or neither."""
    return difference.area == "outcome"


@rule(
    Severity.BREAKING,
    fires=Example(STOP_SUCCESS, _TWICE),
    near=Example(_TWICE, STOP_SUCCESS),
    witness=(
        "names = [name for name, _ in json.loads(text, object_pairs_hook=list)]\n"
        "assert len(names) == len(set(names))"
    ),
)
def member_twice(difference: Difference) -> bool:
    """A member is there twice; readers differ in which one they take."""
    return difference.area == "members twice" and difference.fact == "new"


@rule(
    Severity.BENIGN,
    fires=Example(_TWICE, STOP_SUCCESS),
    near=Example(STOP_SUCCESS, _TWICE),
    witness="first, second = re.findall('\"status\":([0-9]+)', text)",
)
def member_once(difference: Difference) -> bool:
    """A member that was there twice is there once."""
    return difference.area == "members twice"


@rule(
    Severity.BENIGN,
    fires=swap('"id":1,"status":200', '"status":200,"id":1'),
    near=swap('"id":1,"status":200', '"id":1,"x":0,"status":200'),
    witness=("_, status, *_ = answer.values()\nmeaning = {200: 'stopped'}[status]"),
)
def members_in_another_order(difference: Difference) -> bool:
    """Members come in another order, which means nothing in JSON."""
    return difference.area == "order of members"


@rule(
    Severity.BENIGN,
    fires=swap(',"', ', "'),
    near=swap('"interval":"MINUTE"', '"interval":" MINUTE"'),
    witness='status = re.search(\'"status":([0-9]+),"result"\', text)[1]',
)
def spelled_otherwise(difference: Difference) -> bool:
    """White space or escapes differ, which means nothing in JSON."""
    return difference.area == "spelling"


ANSWER_RULES: Final[tuple[Rule, ...]] = (
    answer_gone,
    answer_new,
    answer_readable,
    answer_unreadable,
    id_echoed,
    id_not_echoed,
    refused,
    let_through,
    outcome_unclear,
    member_twice,
    member_once,
    members_in_another_order,
    spelled_otherwise,
)
"""In order: the first that applies counts."""
