"""Who judges the blocks of a file: this process, or several beside it, with the same results.

Lines of one connection are always judged by the same process, as they are judged together.
"""

from __future__ import annotations

import copyreg
import os
import re
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final, Protocol
from zlib import crc32

from conformance.api.bad_input import BadInput
from conformance.contract.clause import Clause
from conformance.contract.clauses import CLAUSES
from conformance.evidence.captures.lines import LineUnreadable, captured_of
from conformance.evidence.captures.shapes import Shapes
from conformance.evidence.captures.stream import BlockResult, LineBlock, LineStream

_START: Final = "fork" if sys.platform == "linux" else "spawn"
"""How processes begin: a fork has imported everything already."""
_AHEAD: Final = 4
"""How many blocks a process may be behind the reading of the file."""
_NAME: Final = b'"connection"'
_CONNECTION: Final = re.compile(rb'"connection"\s*:\s*(?:"([^"\\]*)"|(0|[1-9][0-9]*)(?=\s*[,}]))')
_BY_ID: Final = {clause.id: clause for clause in CLAUSES}


def clause_of(clause: str) -> Clause:
    """Return the clause with an id."""
    return _BY_ID[clause]


copyreg.pickle(Clause, lambda clause: (clause_of, (clause.id,)))


class Judges(Protocol):
    """Judge files, one after the other."""

    def judge(self, name: str, detailed: int, blocks: Iterable[LineBlock]) -> Iterator[BlockResult]:
        """Yield what came of each block of a file, in order, and of its end."""


class OneJudge:
    """Judges in this process."""

    def __init__(self) -> None:
        self.shapes = Shapes()

    def judge(self, name: str, detailed: int, blocks: Iterable[LineBlock]) -> Iterator[BlockResult]:
        """See `Judges`."""
        stream = LineStream(name, detailed, self.shapes)
        for block in blocks:
            yield in_order([stream.take(block)])
        yield in_order([stream.finish()])


class ManyJudges:
    """Judges in so many processes."""

    def __init__(self, jobs: int) -> None:
        self._processes = [
            ProcessPoolExecutor(1, get_context(_START), _prepare) for _ in range(jobs)
        ]
        self._next = 0

    def judge(self, name: str, detailed: int, blocks: Iterable[LineBlock]) -> Iterator[BlockResult]:
        """See `Judges`."""
        self._connected = False
        for process in self._processes:
            process.submit(_begin, name, detailed)
        waiting: deque[list[Future[BlockResult]]] = deque()
        for block in blocks:
            waiting.append(self._submit(block))
            if len(waiting) > _AHEAD * len(self._processes):
                yield in_order([future.result() for future in waiting.popleft()])
        while waiting:
            yield in_order([future.result() for future in waiting.popleft()])
        yield in_order([process.submit(_finish).result() for process in self._processes])

    def _submit(self, block: LineBlock) -> list[Future[BlockResult]]:
        """Give a block to the next process; or one with connections, by these, to all.

        After the first of those, all processes are told of every block: windows end with blocks.
        """
        self._connected |= _NAME in block.data or _has_escapes(block.data)
        if not self._connected:
            self._next = (self._next + 1) % len(self._processes)
            return [self._processes[self._next].submit(*_task(block))]
        parts: list[list[tuple[int, bytes]]] = [[] for _ in self._processes]
        for number, text in block.lines():
            parts[_hash_of(number, text) % len(parts)].append((number, text))
        return [
            process.submit(_take, _part(block, part))
            for process, part in zip(self._processes, parts, strict=True)
        ]

    def close(self) -> None:
        """End the processes."""
        for process in self._processes:
            process.shutdown(cancel_futures=True)


def _part(block: LineBlock, lines: list[tuple[int, bytes]]) -> LineBlock:
    """Return a block with some of its lines."""
    numbers = tuple(number for number, _ in lines) or (0,)
    data = b"\n".join(text for _, text in lines)
    return replace(block, data=data, numbers=numbers, path="")


@contextmanager
def judges_of(jobs: int) -> Iterator[Judges]:
    """Give judges for so many processes, which end afterwards."""
    if jobs == 1:
        yield OneJudge()
        return
    many = ManyJudges(jobs)
    try:
        yield many
    except BrokenProcessPool:
        why = "a process that judged has ended, killed or for want of memory: give fewer --jobs"
        raise BadInput(why) from None
    except BaseException:
        for process in active_children():
            process.terminate()
        raise
    finally:
        many.close()


def _has_escapes(text: bytes) -> bool:
    """Whether the name of a member could be written in escapes."""
    return b"\\" in text and b"\\u" in text  # a single byte is looked for much faster


def _hash_of(number: int, text: bytes) -> int:
    """Return a number that is the same for all lines of a connection."""
    many = text.count(_NAME)
    if many == 0 and not _has_escapes(text):
        return number
    match = _CONNECTION.search(text) if many == 1 and not _has_escapes(text) else None
    if match:
        return crc32(match[1] if match[1] is not None else match[2])
    try:
        connection = captured_of(number, text).connection
    except LineUnreadable:
        return number
    return number if connection is None else crc32(connection.encode("utf-8", "surrogatepass"))


def in_order(results: list[BlockResult]) -> BlockResult:
    """Return results as one, in the order of lines."""
    whole = results[0]
    for other in results[1:]:
        for batch, more in (
            (whole.certain, other.certain),
            (whole.lasting, other.lasting),
            (whole.passing, other.passing),
        ):
            batch.merge(more)
        whole.unreadable += other.unreadable
        whole.works |= other.works
        whole.lines += other.lines
    for batch in (whole.certain, whole.lasting, whole.passing):
        batch.pieces.sort(key=lambda piece: (piece.first, piece.last))
        batch.sums = dict(sorted(batch.sums.items()))
    whole.unreadable.sort()
    return whole


_shapes = Shapes()
_streams: list[LineStream] = []


def _prepare() -> None:
    """Leave an interruption to the process that began this one, and end when that has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if begun_by := parent_process():
        threading.Thread(target=_end_after, args=[begun_by], daemon=True).start()


def _end_after(process: BaseProcess) -> None:
    process.join()
    os._exit(1)


def _begin(name: str, detailed: int) -> None:
    """Begin a file, in a process of its own."""
    _streams[:] = [LineStream(name, detailed, _shapes)]


def _task(block: LineBlock) -> tuple[Any, ...]:
    """Return what a process is to do with a block: it reads the bytes itself where it can."""
    if block.path:
        return _take_at, replace(block, data=b""), len(block.data)
    return _take, block


def _take_at(block: LineBlock, size: int) -> BlockResult:
    with Path(block.path).open("rb") as file:
        file.seek(block.offset)
        return _take(replace(block, data=file.read(size)))


def _take(block: LineBlock) -> BlockResult:
    return _streams[0].take(block)


def _finish() -> BlockResult:
    return _streams[0].finish()
