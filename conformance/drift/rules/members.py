"""Changes of an answer's members, where no rule for a part of the answer says more."""

from __future__ import annotations

import math
from typing import Final

from conformance.drift.change import Difference, Example, Severity, Volatile, kind_of, rule
from conformance.drift.notation import STOP_REFUSAL, STOP_SUCCESS, swap
from conformance.drift.volatile import KNOWN, TIMES

_KEPT: Final = '{"id":1,"status":200,"result":{},"serverLoad":0.25,"region":"eu"}'
_TIME: Final = _KEPT.replace('"result":{}', '"result":{"serverTime":1700000000000}')
_START: Final = '> {"id":2,"method":"userDataStream.start","params":{"apiKey":"k"}}'
_TWO_STARTS: Final = (
    f'{_START}\n< {{"id":2,"status":200,"result":{{"listenKey":"a"}}}}\n'
    f'{_START}\n< {{"id":2,"status":200,"result":{{"listenKey":"b"}}}}'
)
_STOP: Final = "userDataStream.stop"


@rule(
    Severity.BREAKING,
    fires=swap('"result":{}', '"result":{"listenKey":"x"}'),
    near=Example(_TWO_STARTS, _TWO_STARTS.replace('"a"}', '"a","region":"eu"}')),
)
def result_not_empty(found: Difference) -> bool:
    """The result of a stop is no longer empty."""
    is_inside = found.place[:1] == ("result",) and len(found.place) > 1
    return found.method == _STOP and is_inside and found.fact == "new"


@rule(
    Severity.ADDITIVE,
    fires=swap('"result":{}', '"result":{},"region":"eu"'),
    near=swap('"result":{}', '"result":{"region":"eu"}'),
)
def member_new(found: Difference) -> bool:
    """There is a member more."""
    return found.fact == "new"


@rule(
    Severity.BREAKING,
    fires=swap(',"count":7', ""),
    near=swap('"limit":2400,"count":7', '"count":7,"limit":2400'),
)
def member_gone(found: Difference) -> bool:
    """A member is no longer there."""
    return found.fact == "gone"


@rule(
    Severity.BREAKING,
    fires=swap('"result":{}', '"response":{}'),
    near=swap('"result":{}', '"result":{},"response":{}'),
)
def member_renamed(found: Difference) -> bool:
    """A member has another name."""
    return found.fact == "renamed"


@rule(
    Severity.BREAKING,
    fires=swap('"limit":2400', '"limit":"2400"'),
    near=swap('"limit":2400', '"limit":2401'),
)
def member_retyped(found: Difference) -> bool:
    """A value has another JSON type; an integer with a fraction is another, and so is null."""
    return found.fact == "retyped"


@rule(
    Severity.BREAKING,
    fires=swap('"code":-2015', '"code":-2014', STOP_REFUSAL),
    near=swap("Invalid API-key.", "Unknown API-key.", STOP_REFUSAL),
)
def error_code_changed(found: Difference) -> bool:
    """An error has another code."""
    return found.place == ("error", "code")


@rule(
    Severity.BREAKING,
    fires=swap('"status":400', '"status":401', STOP_REFUSAL),
    near=swap("Invalid API-key.", "Invalid API-key (401).", STOP_REFUSAL),
)
def status_changed(found: Difference) -> bool:
    """The status is another one."""
    return found.place == ("status",)


@rule(
    Severity.BREAKING,
    fires=swap('"msg":"Invalid API-key."', '"msg":""', STOP_REFUSAL),
    near=swap('"msg":"Invalid API-key."', '"msg":"No."', STOP_REFUSAL),
)
def value_emptied(found: Difference) -> bool:
    """A text is empty that was not."""
    return found.new == "" and bool(found.old)


@rule(
    Severity.BENIGN,
    fires=swap("Invalid API-key.", "Unknown API-key.", STOP_REFUSAL),
    near=swap("-2015", "-2014", STOP_REFUSAL),
)
def worded_otherwise(found: Difference) -> bool:
    """A message is worded otherwise; its code is the same."""
    return found.name == "msg"


@rule(
    Severity.BREAKING,
    fires=Example(_TWO_STARTS, _TWO_STARTS.replace('"b"', '"a"')),
    near=Example(_TWO_STARTS, _TWO_STARTS.replace('"b"', '"c"')),
)
def another_key(found: Difference) -> bool:
    """A key is the same as an earlier one where it was a new one, or the other way round."""
    return isinstance(found.old, Volatile) and found.name in {"listenKey", "apiKey"}


@rule(
    Severity.BREAKING,
    fires=swap("1700000000000", "0", _TIME),
    near=swap("1700000000000", "1700000009999", _TIME),
)
def time_out_of_range(found: Difference) -> bool:
    """A time is 0 or negative, where it was one; or back."""
    return found.fact == "changed" and found.name in TIMES


@rule(
    Severity.BREAKING,
    fires=Example(
        STOP_SUCCESS.replace('"result":{}', '"result":{"returnRateLimits":true}'),
        STOP_SUCCESS.replace('"result":{}', '"result":{"returnRateLimits":false}'),
    ),
    near=Example(
        STOP_SUCCESS.replace('"result":{}', '"result":{"isBusy":true}'),
        STOP_SUCCESS.replace('"result":{}', '"result":{"isBusy":false}'),
    ),
)
def known_value_changed(found: Difference) -> bool:
    """A value that the API documents is another one."""
    return found.name in KNOWN


@rule(
    Severity.BENIGN,
    fires=swap("0.25", "0.2513", _KEPT),
    near=swap("0.25", "0.35", _KEPT),
)
def more_precise(found: Difference) -> bool:
    """A number has more digits, and rounds to the one that it was."""
    if not kind_of(found.old) == kind_of(found.new) == "fraction":
        return False
    digits = len(repr(found.old).partition(".")[2])
    return math.isclose(round(found.new, digits), found.old)


@rule(
    Severity.BENIGN,
    fires=swap('"eu"', '"us"', _KEPT),
    near=swap('"eu"', "7", _KEPT),
)
def undocumented_value_changed(found: Difference) -> bool:
    """A value of which no page says anything is another one."""
    del found
    return True
