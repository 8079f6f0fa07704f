"""Pieces of a capture: what is judged as one transcript, and the verdicts that it gets.

What is kept is only counted. Whatever is shown is redacted, and has the lines that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from conformance.api.codes import UNAVAILABLE
from conformance.api.methods import STREAM_PREFIX, VERSION_PREFIX
from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge_conversation
from conformance.contract.judged import redacted_verdict
from conformance.contract.verdict import Outcome, Verdict
from conformance.evidence.captures.lines import Captured
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.exchange import Exchange
from conformance.transcript.frames import Ending, EvidenceClass, Frame, Transcript
from conformance.transcript.redaction import SecretLeft, redact

Sum = tuple[str, str, str]
"""What verdicts are counted by: clause, outcome and reason."""
MOST_WHOLE: Final = 300
"""So many pieces that are shown have their frames, at most."""
_UNAVAILABLE: Final = str(UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One transcript or one line of a capture, judged; ``verdicts`` are redacted.

    ``transcript`` is raw, and never shown as it is. ``unreadable`` is why there are no verdicts.
    """

    first: int
    last: int
    transcript: Transcript
    verdicts: tuple[Verdict, ...] = ()
    unreadable: str = ""

    def bare(self) -> Piece:
        """Return it without the frames of its transcript."""
        return replace(self, transcript=replace(self.transcript, frames=()))


@dataclass(slots=True)
class Batch:
    """What came of some lines: the pieces that are shown, and the verdicts that are counted.

    ``sums`` are the numbers of verdicts and of their subjects.
    """

    judged: int = 0
    pieces: list[Piece] = field(default_factory=list)
    sums: dict[Sum, tuple[int, int]] = field(default_factory=dict)

    def count(self, verdicts: Iterable[Verdict], times: int = 1) -> None:
        """Count verdicts, each so many times."""
        for verdict in verdicts:
            key = (verdict.clause.id, verdict.outcome.value, verdict.reason)
            self.add(key, times, times * verdict.subjects)

    def add(self, key: Sum, verdicts: int, subjects: int) -> None:
        """Add to a sum."""
        before = self.sums.get(key, (0, 0))
        self.sums[key] = (before[0] + verdicts, before[1] + subjects)

    def merge(self, other: Batch, most: int | None = None) -> None:
        """Add another batch, which follows this one; pieces beyond the most are only counted."""
        self.judged += other.judged
        for key, (verdicts, subjects) in other.sums.items():
            self.add(key, verdicts, subjects)
        if most is None:
            self.pieces += other.pieces
            return
        for piece in other.pieces:
            if len(self.pieces) < most:
                self.pieces.append(piece if len(self.pieces) < MOST_WHOLE else piece.bare())
            else:
                self.count(piece.verdicts)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A transcript judged: the verdicts that tested anything, as they are shown.

    ``works``: a method of user data streams succeeded. ``logged_on``: whether the session is so
    after it, if that is known.
    """

    conversation: Conversation
    verdicts: tuple[Verdict, ...]
    works: bool
    logged_on: bool | None
    unreadable: str = ""

    @property
    def transcript(self) -> Transcript:
        """The transcript."""
        return self.conversation.transcript


def judge_piece(transcript: Transcript) -> Judgement:
    """Judge a transcript; it is redacted only where something is to be shown."""
    conversation = conversation_of(transcript)
    verdicts = judge_conversation(conversation, CLAUSES)
    tested = tuple(verdict for verdict in verdicts if verdict.outcome is not Outcome.UNTESTED)
    unreadable = ""
    if any(verdict.outcome is not Outcome.KEPT for verdict in tested):
        try:
            _, redaction = redact(transcript)
            tested = tuple(redacted_verdict(verdict, redaction) for verdict in tested)
        except SecretLeft as error:
            tested, unreadable = (), str(error)
    works = any(e.success and _is_of_streams(e) for e in conversation.exchanges)
    return Judgement(conversation, tested, works, _is_logged_on(conversation), unreadable)


def _is_of_streams(exchange: Exchange) -> bool:
    return str(exchange.method).removeprefix(VERSION_PREFIX).startswith(STREAM_PREFIX)


def _is_logged_on(conversation: Conversation) -> bool | None:
    session = conversation.session
    return None if session == "unknown" else session == "logged-on"


def speaks_of_unavailable(frames: Iterable[Frame]) -> bool:
    """Whether a service calls itself unavailable: what that means depends on the whole file."""
    return any(_UNAVAILABLE in str(frame.data) for frame in frames)


def transcript_of(
    name: str, lines: Sequence[Captured], lasting: bool, logged_on: bool | None = None
) -> Transcript:
    """Return lines as one transcript; ``logged_on`` is what is known of the session before them.

    ``lasting``: a service that calls itself unavailable stays so.
    """
    first, last = lines[0], lines[-1]
    return Transcript(
        _name(name, first.number, last.number),
        tuple(frame for line in lines for frame in line.frames),
        EvidenceClass.OTHER,
        endpoint=next((line.endpoint for line in lines if line.endpoint), ""),
        ending=Ending(again=lasting),
        partial=True,
        logged_on=logged_on if first.logged_on is None else first.logged_on,
    )


def _name(name: str, first: int, last: int) -> str:
    return f"{name}:{first}" if first == last else f"{name}:{first}-{last}"


def pieces_of(name: str, lines: Sequence[Captured], judgement: Judgement) -> Iterator[Piece]:
    """Yield what is shown of a transcript: a piece for each exchange with a problem, and the rest.

    So whoever reads of a problem knows its line, however long the transcript is.
    """
    first, last, transcript = lines[0].number, lines[-1].number, judgement.transcript
    if len(lines) == 1 or judgement.unreadable:
        yield Piece(first, last, transcript, judgement.verdicts, judgement.unreadable)
        return
    numbers = [line.number for line in lines for _ in line.frames]
    rest: list[Verdict] = []
    by_place: dict[str, list[Verdict]] = {}
    for verdict in judgement.verdicts:
        if verdict.outcome is not Outcome.BROKEN:
            rest.append(verdict)
        for located in verdict.problems:
            one = replace(verdict, subjects=1, problems=(located,))
            by_place.setdefault(located.place, []).append(one)
    for exchange in judgement.conversation.exchanges:
        if broken := by_place.pop(exchange.place, None):
            yield _piece_of(name, numbers, exchange, transcript, broken)
    rest += [verdict for verdicts in by_place.values() for verdict in verdicts]
    yield Piece(first, last, transcript, tuple(rest))


def _piece_of(
    name: str,
    numbers: Sequence[int],
    exchange: Exchange,
    transcript: Transcript,
    broken: Iterable[Verdict],
) -> Piece:
    """Return one exchange of a longer transcript by itself, as the first of its own."""
    messages = [message for message in (exchange.request, exchange.answer) if message]
    places = sorted(message.index for message in messages)
    first, last = numbers[places[0]], numbers[places[-1]]
    own = replace(
        transcript,
        scenario=_name(name, first, last),
        frames=tuple(transcript.frames[place] for place in places),
    )
    verdicts: dict[str, Verdict] = {}
    for verdict in broken:
        located = tuple(replace(problem, place="exchange 1") for problem in verdict.problems)
        so_far = verdicts.get(verdict.clause.id)
        verdicts[verdict.clause.id] = replace(
            verdict,
            scenario=own.scenario,
            subjects=verdict.subjects + (so_far.subjects if so_far else 0),
            problems=(so_far.problems if so_far else ()) + located,
        )
    return Piece(first, last, own, tuple(verdicts.values()))
