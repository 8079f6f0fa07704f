"""Lines of captures, and what a stream makes of them."""

import io
import json

from conformance.evidence.captures.files import blocks
from conformance.evidence.captures.jobs import in_order
from conformance.evidence.captures.shapes import Shapes
from conformance.evidence.captures.stream import LineStream
from conformance.transcript.frames import Direction, Opcode

KEY = "k" * 40 + "Q" * 24


def limits(count=7, limit=2400):
    """Return the rateLimits of an answer."""
    entry = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1}
    return {"rateLimits": [entry | {"limit": limit, "count": count}]}


def line(number=1, method="userDataStream.stop", key=KEY, count=7, result=None, **more):
    """Return a line that keeps the contract."""
    answer = {"id": f"id-{number}", "status": 200, "result": result or {}} | limits(count)
    request = {"id": f"id-{number}", "method": method, "params": {"apiKey": key}}
    at = f"2026-11-20T10:{number // 60 % 60:02}:{number % 60:02}.250Z"
    return {"at": at, "request": request, "response": answer} | more


def texts(lines):
    """Write lines as bytes; text stays as it is."""
    return b"\n".join(
        each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines
    )


def of_batch(batch):
    """Return a batch as plain values."""
    return (
        batch.judged,
        batch.sums,
        [
            (p.first, p.last, p.unreadable, [verdict_values(v) for v in p.verdicts])
            for p in sorted(batch.pieces, key=lambda p: (p.first, p.last))
        ],
    )


def verdict_values(verdict):
    """Return a verdict as plain values."""
    return (
        verdict.clause.id,
        verdict.scenario,
        verdict.outcome,
        verdict.subjects,
        verdict.reason,
        [
            (p.place, p.problem.path, repr(p.problem.wanted), repr(p.problem.got))
            for p in verdict.problems
        ],
    )


def judged(data, *, quick=True, detailed=0, shapes=None):
    """Judge bytes as a capture; return what came of all blocks as one result."""
    stream = LineStream("FILE", detailed, shapes or Shapes(), quick=quick)
    results = [stream.take(block) for block in blocks(io.BytesIO(data))]
    return in_order([*results, stream.finish()])


def plain(result):
    """Return a result as plain values that can be compared."""
    batches = [of_batch(b) for b in (result.certain, result.lasting, result.passing)]
    return result.lines, result.works, result.unreadable, batches


def lines_of_transcript(transcript, connection=None):
    """Return a transcript as lines: each request with the frame after it, if that was received."""
    frames = [f for f in transcript.frames if f.opcode is Opcode.TEXT and isinstance(f.data, str)]
    lines, place = [], 0
    while place < len(frames):
        request = frames[place].data if frames[place].direction is Direction.SENT else None
        place += request is not None
        received = place < len(frames) and frames[place].direction is Direction.RECEIVED
        response = frames[place].data if received else None
        place += received
        more = {"connection": connection} if connection else {}
        lines.append({"request": request, "response": response} | more)
    return lines
