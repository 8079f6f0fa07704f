"""Changes of an answer's members: status, code, wording, result, keys, times, and any other."""

from __future__ import annotations

import math
from typing import Final

from conformance.drift.change import Difference, Example, Rule, Severity, Volatile, kind_of, rule
from conformance.drift.notation import STOP_REFUSAL, STOP_SUCCESS, swap
from conformance.drift.volatile import KNOWN, TIMES

_KEPT: Final = '{"id":1,"status":200,"result":{},"serverLoad":0.25,"region":"eu"}'
_TIME: Final = _KEPT.replace('"result":{}', '"result":{"serverTime":1700000000000}')
_START: Final = '> {"id":2,"method":"userDataStream.start","params":{"apiKey":"k"}}'
_TWO_STARTS: Final = (
    f'{_START}\n< {{"id":2,"status":200,"result":{{"listenKey":"a"}}}}\n'
    f'{_START}\n< {{"id":2,"status":200,"result":{{"listenKey":"b"}}}}'
)
_STATUS: Final = '> {"id":2,"method":"session.status"}'
_TWO_STATUSES: Final = (
    f'{_STATUS}\n< {{"id":2,"status":200,"result":{{"authorizedSince":1700000000001}}}}\n'
    f'{_STATUS}\n< {{"id":2,"status":200,"result":{{"authorizedSince":1700000000002}}}}'
)
_STOP: Final = "userDataStream.stop"


@rule(
    Severity.BREAKING,
    fires=swap('"result":{}', '"result":{"listenKey":"x"}'),
    near=Example(_TWO_STARTS, _TWO_STARTS.replace('"a"}', '"a","region":"eu"}')),
    witness=("if answer['result']:\n    raise ValueError(answer['result'])"),
)
def result_not_empty(difference: Difference) -> bool:
    """The result of a stop is no longer empty."""
    is_inside = difference.place[:1] == ("result",) and len(difference.place) > 1
    return difference.method == _STOP and is_inside and difference.fact == "new"


@rule(
    Severity.ADDITIVE,
    fires=swap('"result":{}', '"result":{},"region":"eu"'),
    near=swap('"result":{}', '"result":{"region":"eu"}'),
    witness=("Answer = namedtuple('Answer', 'id status result rateLimits')\nAnswer(**answer)"),
)
def member_new(difference: Difference) -> bool:
    """There is a member more."""
    return difference.fact == "new"


@rule(
    Severity.BREAKING,
    fires=swap(',"count":7', ""),
    near=swap('"limit":2400,"count":7', '"count":7,"limit":2400'),
    witness="count = answer['rateLimits'][0]['count']",
)
def member_gone(difference: Difference) -> bool:
    """A member is no longer there."""
    return difference.fact == "gone"


@rule(
    Severity.BREAKING,
    fires=swap('"result":{}', '"response":{}'),
    near=swap('"result":{}', '"result":{},"response":{}'),
    witness="result = answer['result']",
)
def member_renamed(difference: Difference) -> bool:
    """A member has another name."""
    return difference.fact == "renamed"


@rule(
    Severity.BREAKING,
    fires=swap('"limit":2400', '"limit":"2400"'),
    near=swap('"limit":2400', '"limit":2401'),
    witness="half = answer['rateLimits'][0]['limit'] // 2",
)
def member_retyped(difference: Difference) -> bool:
    """A value has another JSON type; an integer with a fraction is another, and so is null."""
    return difference.fact == "retyped"


@rule(
    Severity.BREAKING,
    fires=swap('"code":-2015', '"code":-2014', STOP_REFUSAL),
    near=swap("Invalid API-key.", "Unknown API-key.", STOP_REFUSAL),
    witness="meaning = {-2015: 'take another key'}[answer['error']['code']]",
)
def error_code_changed(difference: Difference) -> bool:
    """An error has another code."""
    return difference.place == ("error", "code")


@rule(
    Severity.BREAKING,
    fires=swap('"status":400', '"status":401', STOP_REFUSAL),
    near=swap("Invalid API-key.", "Invalid API-key (401).", STOP_REFUSAL),
    witness="meaning = {400: 'refused'}[answer['status']]",
)
def status_changed(difference: Difference) -> bool:
    """The status is another one."""
    return difference.place == ("status",)


@rule(
    Severity.BREAKING,
    fires=swap('"msg":"Invalid API-key."', '"msg":""', STOP_REFUSAL),
    near=swap('"msg":"Invalid API-key."', '"msg":"No."', STOP_REFUSAL),
    witness="first = answer['error']['msg'][0]",
)
def value_emptied(difference: Difference) -> bool:
    """A text is empty that was not."""
    return difference.new == "" and bool(difference.old)


@rule(
    Severity.BENIGN,
    fires=swap("Invalid API-key.", "Unknown API-key.", STOP_REFUSAL),
    near=swap("-2015", "-2014", STOP_REFUSAL),
    witness="meaning = {'Invalid API-key.': 'take another key'}[answer['error']['msg']]",
)
def worded_otherwise(difference: Difference) -> bool:
    """A message is worded otherwise; its code is the same."""
    return difference.name == "msg"


@rule(
    Severity.BREAKING,
    fires=Example(_TWO_STARTS, _TWO_STARTS.replace('"b"', '"a"')),
    near=Example(_TWO_STARTS, _TWO_STARTS.replace('"b"', '"c"')),
    witness="first, second = {came['result']['listenKey'] for came in answers}",
)
def another_key(difference: Difference) -> bool:
    """A key is the same as an earlier one where it was a new one, or the other way round."""
    return isinstance(difference.old, Volatile) and difference.name in {"listenKey", "apiKey"}


@rule(
    Severity.BREAKING,
    fires=Example(_TWO_STATUSES, _TWO_STATUSES.replace("1700000000002", "1700000000001")),
    near=Example(_TWO_STATUSES, _TWO_STATUSES.replace("1700000000002", "1700000000003")),
    witness="first, second = {came['result']['authorizedSince'] for came in answers}",
)
def another_logon(difference: Difference) -> bool:
    """A session is authorized since another time where it was the same one, or the other way."""
    return isinstance(difference.old, Volatile) and difference.name == "authorizedSince"


@rule(
    Severity.BREAKING,
    fires=swap("1700000000000", "0", _TIME),
    near=swap("1700000000000", "1700000009999", _TIME),
    witness="assert answer['result']['serverTime'] > 0",
)
def time_out_of_range(difference: Difference) -> bool:
    """A time is 0 or negative, where it was one; or back."""
    return difference.fact == "changed" and difference.name in TIMES


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
    witness="assert answer['result']['returnRateLimits']",
)
def known_value_changed(difference: Difference) -> bool:
    """A value that the API documents is another one."""
    return difference.name in KNOWN


@rule(
    Severity.BENIGN,
    fires=swap("0.25", "0.2513", _KEPT),
    near=swap("0.25", "0.35", _KEPT),
    witness="assert answer['serverLoad'] == 0.25",
)
def more_precise(difference: Difference) -> bool:
    """A number has more digits, and rounds to the one that it was."""
    if not kind_of(difference.old) == kind_of(difference.new) == "fraction":
        return False
    digits = len(repr(difference.old).partition(".")[2])
    return math.isclose(round(difference.new, digits), difference.old)


@rule(
    Severity.BENIGN,
    fires=swap('"eu"', '"us"', _KEPT),
    near=swap('"eu"', "7", _KEPT),
    witness="host = {'eu': 'eu.example'}[answer['region']]",
)
def undocumented_value_changed(difference: Difference) -> bool:
    """A value of which no page says anything is another one."""
    del difference
    return True


MEMBER_RULES: Final[tuple[Rule, ...]] = (
    result_not_empty,
    member_new,
    member_gone,
    member_renamed,
    member_retyped,
    error_code_changed,
    status_changed,
    value_emptied,
    worded_otherwise,
    another_key,
    another_logon,
    time_out_of_range,
    known_value_changed,
    more_precise,
    undocumented_value_changed,
)
"""In order: the first that applies counts."""
