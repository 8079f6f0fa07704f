"""Generated damage: every damage to every answer, and whether a clause notices it.

Run by ``make sensitivity``. Judging is pure, so all of it happens in memory.
"""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Final

from conformance.api.codes import AUTHENTICATION, DOCUMENTED, OBSERVED
from conformance.api.document import same_json
from conformance.api.methods import LOGOUT, SESSION_PREFIX, STATUS, STOP, VERSION_PREFIX
from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import CATALOGUE
from conformance.transcript.conversation import conversation_of
from conformance.transcript.damage import Damaged, damages
from conformance.transcript.exchange import Exchange
from conformance.transcript.frames import Frame, Transcript


@dataclass(frozen=True, slots=True)
class Case:
    """One damage to one answer, in its transcript."""

    transcript: Transcript
    exchange: Exchange
    damaged: Damaged

    @property
    def name(self) -> str:
        """The last part of the damaged place; empty for the whole answer."""
        return str(self.damaged.place[-1]) if self.damaged.place else ""

    @property
    def inside(self) -> str:
        """The member of the answer that the damage is in; empty for the whole answer."""
        return str(self.damaged.place[0]) if self.damaged.place else ""

    @property
    def after(self) -> object:
        """The value at the damaged place afterwards."""
        value: object = Frame(self.transcript.frames[0].direction, self.damaged.data).document.value
        for part in self.damaged.place:
            value = value[part]  # type: ignore[index]  # its place was not damaged
        return value


@dataclass(frozen=True, slots=True)
class Allowance:
    """Damage that the contract allows, and why."""

    reason: str
    covers: Callable[[Case], bool]


_SLIGHT: Final = {"lengthened", "re-cased", "one more", "one less", "huge"}
_REFUSALS: Final = {400, 401, 402}
_NUMBERS: Final = {"one more", "one less", "huge"}
_TIMES: Final = {"authorizedSince", "connectedSince", "serverTime"}


def _slight(case: Case) -> bool:
    return case.damaged.kind in _SLIGHT


def _is_doubled(case: Case) -> bool:
    """Whether a request that had a member twice got null."""
    request = case.exchange.request
    return case.after is None and bool(request and request.document.repeated)


ALLOWED: Final = (
    Allowance(
        "a count tells what others used as well, where nothing next to it can be compared",
        lambda case: case.name == "count" and case.damaged.kind in _NUMBERS,
    ),
    Allowance(
        "a listen key is any text that is not empty",
        lambda case: case.name == "listenKey" and _slight(case),
    ),
    Allowance(
        "the messages of errors can vary (COIN-M Error Codes)",
        lambda case: case.name == "msg" and _slight(case),
    ),
    Allowance(
        "which known code refuses a key, or what is not known, is the server's choice",
        lambda case: case.name == "code" and case.after in AUTHENTICATION | DOCUMENTED | OBSERVED,
    ),
    Allowance(
        "a refusal may be 400 or 401, or any other 4XX, where no page says which",
        lambda case: case.name == "status" and case.exchange.refused and case.after in _REFUSALS,
    ),
    Allowance(
        "errors and session methods may come without rateLimits: some were seen so",
        lambda case: (
            (case.inside, case.damaged.kind) == ("rateLimits", "dropped")
            and (case.exchange.refused or str(case.exchange.method).startswith(SESSION_PREFIX))
        ),
    ),
    Allowance(
        "a null id with -2015 is the documented answer to a revoked key, and inconclusive",
        lambda case: (case.name, case.damaged.kind, case.exchange.code) == ("id", "nulled", -2015),
    ),
    Allowance(
        "an id that no futures server was seen to take may come back, or null",
        lambda case: (
            case.name == "id"
            and (
                same_json(case.after, case.exchange.request_members.get("id")) or _is_doubled(case)
            )
        ),
    ),
    Allowance(
        "which id a binary frame gets is not known",
        lambda case: (
            case.name == "id"
            and case.exchange.request is not None
            and isinstance(case.exchange.request.frame.data, bytes)
        ),
    ),
    Allowance(
        "what a method with a version gets is not known",
        lambda case: case.exchange.method == VERSION_PREFIX + STOP.name,
    ),
    Allowance(
        "what a status or a logout says where nobody is logged on is not known, but for the apiKey",
        lambda case: case.inside == "result" and _is_of_nobody(case.exchange),
    ),
    Allowance(
        "times are the server's own",
        lambda case: case.name in _TIMES and case.damaged.kind in _NUMBERS,
    ),
)


def _is_of_nobody(exchange: Exchange) -> bool:
    ends = exchange.method in {STATUS.name, LOGOUT.name}
    return ends and exchange.success and exchange.session != "logged-on"


def cases() -> Iterator[Case]:
    """Yield every damage to every answer of the reference server, each answer once."""
    seen: set[tuple[object, str]] = set()
    for scenario in CATALOGUE:
        transcript = perform_in_memory(scenario)
        for exchange in conversation_of(transcript).exchanges:
            request, answer = exchange.request, exchange.answer
            if request is None or answer is None or not isinstance(answer.frame.data, str):
                continue
            key = (request.frame.data, answer.frame.data)
            if key not in seen:
                seen.add(key)
                yield from (Case(transcript, exchange, d) for d in damages(answer.frame.data))


def damage(case: Case) -> Transcript:
    """Return the transcript with the damaged answer in place of the sound one."""
    index = case.exchange.answer.index if case.exchange.answer else 0
    frames = list(case.transcript.frames)
    frames[index] = replace(frames[index], data=case.damaged.data)
    return replace(case.transcript, frames=tuple(frames))


@dataclass(slots=True)
class Score:
    """How many damages there were: noticed, allowed by reason, and missed in words."""

    total: int = 0
    noticed: int = 0
    allowed: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


def score(part: int, parts: int) -> Score:
    """Judge one part of the damaged transcripts: of ``parts`` equal ones, the one from 0."""
    result = Score()
    for case in itertools.islice(cases(), part, None, parts):
        transcript = damage(case)
        if transcript == case.transcript:
            continue  # nothing was changed
        result.total += 1
        if any(v.outcome is Outcome.BROKEN for v in judge(transcript, CLAUSES)):
            result.noticed += 1
        elif allowance := next((a for a in ALLOWED if a.covers(case)), None):
            result.allowed[allowance.reason] += 1
        else:
            where = f"{case.transcript.scenario}, {case.exchange.place}"
            data = case.damaged.data
            result.missed.append(f"{where}: {case.damaged.where} {case.damaged.kind}: {data!r}")
    return result


def joined(parts: Iterable[Score]) -> Score:
    """Return the score of all parts together."""
    whole = Score()
    for part in parts:
        whole.total += part.total
        whole.noticed += part.noticed
        whole.allowed += part.allowed
        whole.missed += part.missed
    return whole


def whole_score() -> Score:
    """Judge every damaged transcript, on all of the machine's processors."""
    parts = os.cpu_count() or 1
    with ProcessPoolExecutor(parts) as pool:
        return joined(pool.map(score, range(parts), [parts] * parts))
