"""Changes of a connection: how it ends, in which order answers come, and what comes unasked."""

from __future__ import annotations

from typing import Final

from conformance.drift.change import Difference, Example, Rule, Severity, rule
from conformance.drift.notation import STOP_REQUEST, STOP_SUCCESS

_TWO: Final = (
    STOP_REQUEST.replace('"id":1', '"id":"a"'),
    STOP_REQUEST.replace('"id":1', '"id":"b"'),
)
_ANSWERS: Final = (
    STOP_SUCCESS.replace('"id":1', '"id":"a"'),
    STOP_SUCCESS.replace('"id":1', '"id":"b"'),
)
_IN_ORDER: Final = f"> {_TWO[0]}\n> {_TWO[1]}\n< {_ANSWERS[0]}\n< {_ANSWERS[1]}"
_CROSSED: Final = f"> {_TWO[0]}\n> {_TWO[1]}\n< {_ANSWERS[1]}\n< {_ANSWERS[0]}"
_EVENT: Final = '< {"e":"listenKeyExpired","E":1}'
_OTHER_EVENT: Final = '< {"e":"serverShutdown","E":2}'


def _costing(weight: int) -> str:
    """Return five stops, each counted with a weight."""
    counts = (STOP_SUCCESS.replace('"count":7', f'"count":{7 + weight * n}') for n in range(5))
    return "\n".join(counts)


@rule(
    Severity.BREAKING,
    fires=Example(STOP_SUCCESS, f"{STOP_SUCCESS}\nx 1008 policy"),
    near=Example(f"{STOP_SUCCESS}\nx 1008 policy", STOP_SUCCESS),
    witness="connection.send(text)",
)
def closed(difference: Difference) -> bool:
    """The connection ends where it stayed open."""
    return difference.area == "ending" and difference.old == "open"


@rule(
    Severity.ADDITIVE,
    fires=Example(f"{STOP_SUCCESS}\nx 1008 policy", STOP_SUCCESS),
    near=Example(f"{STOP_SUCCESS}\nx 1008 policy", f"{STOP_SUCCESS}\nx 1011 policy"),
    witness="connection.wait_closed()",
)
def stays_open(difference: Difference) -> bool:
    """The connection stays open where it ended."""
    return difference.area == "ending" and difference.new == "open"


@rule(
    Severity.BREAKING,
    fires=Example(f"{STOP_SUCCESS}\nx 1008 policy", f"{STOP_SUCCESS}\nx 1011 policy"),
    near=Example(f"{STOP_SUCCESS}\nx 1008 policy", f"{STOP_SUCCESS}\nx 1008 other words"),
    witness="meaning = {1008: 'log on again'}[connection.close_code]",
)
def ends_otherwise(difference: Difference) -> bool:
    """The connection ends in another way, or with another code."""
    return difference.area == "ending"


@rule(
    Severity.BENIGN,
    fires=Example(f"{STOP_SUCCESS}\nx 1008 policy", f"{STOP_SUCCESS}\nx 1008 other words"),
    near=Example(f"{STOP_SUCCESS}\nx 1008 policy", f"{STOP_SUCCESS}\nx 1011 policy"),
    witness="meaning = {'policy': 'log on again'}[connection.close_reason]",
)
def close_worded_otherwise(difference: Difference) -> bool:
    """The connection is closed with the same code, but other words or none."""
    return difference.area == "close reasons"


@rule(
    Severity.BREAKING,
    fires=Example(_IN_ORDER, _CROSSED),
    near=Example(_IN_ORDER, f"{_IN_ORDER}\n{_EVENT}"),
    witness=(
        "for request, came in zip(requests, answers):\n    assert request['id'] == came['id']"
    ),
)
def answers_reordered(difference: Difference) -> bool:
    """Answers to requests in flight come in another order."""
    return difference.area == "order of answers"


@rule(
    Severity.BREAKING,
    fires=Example(STOP_SUCCESS, f"{STOP_SUCCESS}\n< {STOP_SUCCESS}"),
    near=Example(f"{STOP_SUCCESS}\n< {STOP_SUCCESS}", STOP_SUCCESS),
    witness=("for came in answers:\n    pending.pop(came['id'])"),
)
def answered_unasked(difference: Difference) -> bool:
    """More answers come than were asked for: twice, or with an id that nobody gave."""
    return difference.area == "unasked answers" and difference.new > difference.old


@rule(
    Severity.BENIGN,
    fires=Example(f"{STOP_SUCCESS}\n< {STOP_SUCCESS}", STOP_SUCCESS),
    near=Example(STOP_SUCCESS, f"{STOP_SUCCESS}\n< {STOP_SUCCESS}"),
    witness="answer, again = answers",
)
def no_longer_answered_unasked(difference: Difference) -> bool:
    """Fewer answers come that nobody asked for."""
    return difference.area == "unasked answers"


@rule(
    Severity.ADDITIVE,
    fires=Example(STOP_SUCCESS, f"{STOP_SUCCESS}\n{_EVENT}"),
    near=Example(f"{STOP_SUCCESS}\n{_EVENT}", STOP_SUCCESS),
    witness=("for came in answers:\n    pending.pop(came['id'])"),
)
def event_new(difference: Difference) -> bool:
    """An event comes that did not, or one has a member more."""
    return difference.area == "events" and difference.fact == "new"


@rule(
    Severity.BREAKING,
    fires=Example(f"{STOP_SUCCESS}\n{_EVENT}", STOP_SUCCESS),
    near=Example(f"{STOP_SUCCESS}\n{_EVENT}", f"{STOP_SUCCESS}\n{_EVENT}\n{_OTHER_EVENT}"),
    witness="event = next(came for came in answers if 'e' in came)",
)
def event_gone(difference: Difference) -> bool:
    """An event comes no longer, or has lost, renamed or retyped a member."""
    return difference.area == "events"


@rule(
    Severity.ADDITIVE,
    fires=Example(_costing(5), _costing(1)),
    near=Example(_costing(5), _costing(0)),
    witness=(
        "first, *_, last = (came['rateLimits'][0]['count'] for came in answers)\n"
        "assert last - first == 5 * 4"
    ),
)
def weight_lowered(difference: Difference) -> bool:
    """A method costs less request weight."""
    return difference.area == "request weight" and 0 < difference.new < difference.old


@rule(
    Severity.BREAKING,
    fires=Example(_costing(1), _costing(5)),
    near=Example(_costing(5), _costing(1)),
    witness=(
        "first, *_, last = (came['rateLimits'][0]['count'] for came in answers)\n"
        "assert last - first <= 1 * 4"
    ),
)
def weight_raised(difference: Difference) -> bool:
    """A method costs more request weight, or is not counted any more."""
    return difference.area == "request weight"


_LISTENED: Final = (
    '> {"id":2,"method":"userDataStream.start","params":{"apiKey":"k"}}\n'
    '< {"id":2,"status":200,"result":{"listenKey":"l"}}\n'
    f"o l\n{STOP_SUCCESS}"
)
_EXPIRED: Final = 's {"e":"listenKeyExpired","E":1}'
_TRADED: Final = 's {"e":"ORDER_TRADE_UPDATE","E":1}'


@rule(
    Severity.BENIGN,
    fires=Example(f"{_LISTENED}\n{_EXPIRED}", _LISTENED),
    near=Example(_LISTENED, f"{_LISTENED}\n{_EXPIRED}"),
    witness="event = json.loads(stream.recv())['e']",
)
def stream_silent(difference: Difference) -> bool:
    """Nothing comes on a stream after a stop, where something did: silence proves nothing."""
    return difference.area == "streams" and difference.new == "silence"


@rule(
    Severity.BREAKING,
    fires=Example(_LISTENED, f"{_LISTENED}\n{_TRADED}"),
    near=Example(f"{_LISTENED}\n{_TRADED}", _LISTENED),
    witness="assert stream.received == []",
)
def stream_ends_otherwise(difference: Difference) -> bool:
    """A stop does something else to a connection to the stream."""
    return difference.area == "streams"


CONNECTION_RULES: Final[tuple[Rule, ...]] = (
    closed,
    stays_open,
    ends_otherwise,
    close_worded_otherwise,
    answers_reordered,
    answered_unasked,
    no_longer_answered_unasked,
    event_new,
    event_gone,
    weight_lowered,
    weight_raised,
    stream_silent,
    stream_ends_otherwise,
)
"""In order: the first that applies counts."""
