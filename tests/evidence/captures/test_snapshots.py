"""What comes of captures that chance made, whole, and the same whichever way they are judged."""

import json

import pytest
from captured_lines import judged, limits, line, plain
from chances import captured_by_chance

from conformance.evidence.captures.lines import LONGEST_LINE, LineUnreadable, captured_of
from conformance.evidence.captures.patterns import pattern_of
from conformance.evidence.captures.shapes import Shapes


def described(result):
    """Yield what came of a capture."""
    lines, works, unreadable, batches = plain(result)
    yield f"{lines} lines, works {works}"
    yield from (f"line {number}: {why}" for number, why in unreadable)
    for name, (many, sums, pieces) in zip(("certain", "lasting", "passing"), batches, strict=True):
        yield f"# {name}: {many}"
        yield from (f"{' '.join(key)}: {value}" for key, value in sums.items())
        for first, last, why, verdicts in pieces:
            yield f"lines {first} to {last} {why}"
            yield from (f"  {json.dumps(verdict)}"[:180] for verdict in verdicts)


@pytest.mark.parametrize("seed, detailed", [(1, 0), (2, 25)])
def test_a_capture_by_chance(snapshot, seed, detailed):
    lines = described(judged(captured_by_chance(seed), detailed=detailed))
    assert snapshot == "\n".join(lines)


@pytest.mark.parametrize("seed", range(3, 9))
def test_a_capture_by_chance_is_judged_alike_by_shapes_and_line_by_line(seed):
    data = captured_by_chance(seed)
    assert plain(judged(data)) == plain(judged(data, quick=False))


def lines_of_patterns():
    """Yield lines of which patterns are drawn, or are not."""
    plain = line(1)
    yield plain
    yield line(1, connection="c1", session="logged-on", endpoint="ws://host/")
    yield line(1, connection=7, method="userDataStream.ping", result={"listenKey": "l" * 64})
    yield plain | {"at": "2026-11-20T12:34:56"}
    yield plain | {"at": "2026-11-20 12:34:57.123456Z"}
    yield plain | {"at": "1970-01-01T00:00:00Z"}
    yield {name: value for name, value in plain.items() if name != "at"}
    yield plain | {"request": {"id": 7, "method": "userDataStream.stop"}}
    yield plain | {"request": None}
    yield plain | {"response": None}
    yield plain | {"request": json.dumps(plain["request"])}
    yield plain | {"response": plain["response"] | {"id": 9}}
    yield plain | {"response": plain["response"] | {"status": "200"}}
    yield plain | {"response": plain["response"] | {"id": "2", "x": {"id": "2"}}}
    yield plain | {"response": plain["response"] | limits(9) | {"more": limits(0)}}
    yield plain | {"response": plain["response"] | limits(count=3, limit=3)}
    yield plain | {"response": plain["response"] | limits(count=10, limit=1000)}
    two = [*limits(7)["rateLimits"], *limits(8)["rateLimits"]]
    yield plain | {"response": plain["response"] | {"rateLimits": two}}
    yield plain | {"response": plain["response"] | {"note": "\u00e9"}}
    yield plain | {"request": {"id": "1" * 36, "params": {"apiKey": "0" * 16}}}
    yield plain | {"request": {"id": 10**14, "params": {"apiKey": "0" * 128}}}
    yield plain | {"connection": "c", "response": plain["response"] | {"x": {"connection": "d"}}}
    yield plain | {"response": plain["response"] | {"x": {"at": "2026-11-20T10:00:00Z"}}}
    twice = json.dumps(plain | {"connection": "c"})
    yield twice.replace('{"at"', '{"connection": "d", "at"', 1)
    yield twice.replace('{"at"', '{"at": "2026-11-20T11:00:00Z", "at"', 1)
    yield {"response": {"id": -1, "error": {"code": -1016}}, "request": {"id": -1}}


def described_pattern(number, each):
    """Yield the pattern and the shape of a line."""
    text = (each if isinstance(each, str) else json.dumps(each)).encode()
    captured = captured_of(number, text)
    pattern = pattern_of(number, text, captured)
    if pattern is None:
        yield "no pattern"
        return
    yield f"{pattern.kinds} {pattern.values}"
    yield f"{pattern.expression}"
    yield f"{pattern.others()} {pattern.places('text', 'number')}"
    shapes = Shapes()
    for _ in range(2):
        shapes.consider(text, captured)
    hit = shapes.match(text)
    if hit is None:
        yield "no shape"
        return
    shape, values = hit
    flags = [n for n in ("works", "is_shown", "is_closed") if getattr(shape, n)]
    places = [getattr(shape, n) for n in ("names", "ids", "keys", "label", "clock", "moment", "at")]
    ranges = [(r.place, r.least, r.most, r.weighs) for r in shape.counts]
    yield f"{flags} {places} {ranges} {shape.time_of(values)} {shape.weight_of(values)}"
    yield ", ".join(f"{v.clause.id} {v.outcome} {v.subjects}" for v in shape.verdicts)


def test_the_patterns_and_shapes_of_lines(snapshot):
    texts = []
    for number, each in enumerate(lines_of_patterns(), 1):
        texts += [f"# {number}: {json.dumps(each)}", *described_pattern(number, each)]
    assert snapshot == "\n".join(texts)


def test_a_line_has_a_longest_length_for_a_pattern_and_to_be_read_at_all():
    def padded(length):
        text = json.dumps(line(1)).encode()
        return text + b" " * (length - len(text))

    for length, has_one in ((2**13, True), (2**13 + 1, False)):
        text = padded(length)
        assert (pattern_of(1, text, captured_of(1, text)) is not None) is has_one
    captured_of(1, padded(LONGEST_LINE))
    with pytest.raises(LineUnreadable, match="longer than 1 MiB"):
        captured_of(1, padded(LONGEST_LINE + 1))
