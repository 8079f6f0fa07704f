"""What comes of captures that chance made, whole, and the same whichever way they are judged."""

import json

import pytest
from captured_lines import judged, plain
from chances import captured_by_chance


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
