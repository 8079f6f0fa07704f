"""What differs each time is never drift."""

import json
import random
from dataclasses import replace

import pytest
from drifts import RECORDED, drift

from conformance.drift.compare import Comparison
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


@pytest.mark.parametrize("seed", range(100))
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
