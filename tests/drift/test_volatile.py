"""What differs each time is never drift."""

import json
import random
from dataclasses import replace

import pytest
from drifts import RECORDED, drift

from conformance.drift.compare import Comparison
from conformance.drift.volatile import Keys, settled
from conformance.transcript.frames import Direction


def recorded_again(recording, chance):
    """Return a recording as it could be another time: ids, counts, times and orders differ."""
    ids = {}
    frames = []
    for frame in recording.frames:
        value, data = frame.document.value, frame.data
        if isinstance(value, dict) and not frame.document.repeated:
            if frame.direction is Direction.SENT and isinstance(value.get("id"), str):
                ids.setdefault(value["id"], f"id-{len(ids)}-{chance.randrange(10**6)}")
            data = written_anew(value, ids, chance)
        frames.append(replace(frame, data=data, at=frame.at + 86_400_000))
    return replace(recording, frames=tuple(frames))


def written_anew(value, ids, chance):
    if isinstance(value.get("id"), str):
        value = value | {"id": ids.get(value["id"], value["id"])}
    order = value.get("rateLimits")
    value = varied(value, chance)
    if order:
        value["rateLimits"][0]["count"] = chance.randrange(2400)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def varied(value, chance):
    if isinstance(value, dict):
        later = {"authorizedSince": 10**6, "connectedSince": chance.randrange(10**6)}
        later["serverTime"] = chance.randrange(10**6)  # of the others, two may be the same
        names = chance.sample(list(value), len(value))
        return {
            name: value[name] + later[name]
            if name in later and isinstance(value[name], int)
            else varied(value[name], chance)
            for name in names
        }
    return [varied(inner, chance) for inner in value] if isinstance(value, list) else value


SLOW = pytest.mark.slow("each compares every recording")


@pytest.mark.parametrize(
    "seed", [*range(5), *(pytest.param(seed, marks=SLOW) for seed in range(5, 100))]
)
def test_recording_again_is_no_drift(seed):
    chance, comparison = random.Random(seed), Comparison()
    for old in RECORDED.values():
        comparison.take(old, recorded_again(old, chance))
    assert comparison.changes() == []


@pytest.mark.parametrize(
    "old, new",
    [
        ('"count":"7"', '"count":"8"'),
        ('"count":7.0', '"count":8.0'),
        ('"signature":"a"', '"signature":"b"'),
        ('"timestamp":1', '"timestamp":2'),
        ('"serverTime":"1"', '"serverTime":"2"'),
    ],
)
def test_what_is_volatile_never_drifts_whatever_its_type(old, new):
    answer = '{"id":1,"status":200,"result":{},"x":{%s}}'
    assert drift(answer % old, answer % new) == []


@pytest.mark.parametrize(
    "count, limit, wanted",
    [
        (0, 2400, "integer: a count"),
        (2400, 2400, "integer: a count"),
        (2401, 2400, "integer: beyond the limit"),
        (1, 0, "integer: beyond the limit"),
        (5, -1, "integer: a count"),
        (5, "2400", "integer: a count"),
        (-1, 2400, "integer: -1"),
        (-2, 2400, "integer: negative"),
    ],
)
def test_of_a_count_its_sign_and_its_limit_count(count, limit, wanted):
    assert settled({"count": count, "limit": limit}, Keys())["count"] == wanted


def test_a_text_is_as_long_as_it_is_compared():
    assert settled("a" * 200, Keys()) == "a" * 200
    assert settled("a" * 201, Keys()) == "a" * 200 + "…"
    assert settled("a\nb", Keys()) == "a\\nb"


def test_keys_are_numbered_as_they_first_come():
    keys = Keys()
    values = [settled({"listenKey": key}, keys)["listenKey"] for key in "aba"]
    assert values == ["string: key 1", "string: key 2", "string: key 1"]
    assert settled({"authorizedSince": 5}, keys)["authorizedSince"] == "integer: time 3"
    assert settled({"authorizedSince": 0}, keys)["authorizedSince"] == "integer: any"
    assert settled({"serverTime": 5}, keys)["serverTime"] == "integer: a time"
    assert settled({"serverTime": 0}, keys)["serverTime"] == "integer: no time"
