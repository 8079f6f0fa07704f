"""One broken clause for people: clause, place, wanted, got, source, and a command to repeat it."""

from __future__ import annotations

from typing import Final

from conformance.api.wording import counted, on_one_line, shown
from conformance.contract.circumstances import circumstances_of
from conformance.contract.clause import Problem
from conformance.contract.verdict import Located, Verdict
from conformance.report.records import Record
from conformance.report.terminal.excerpt import Room, excerpt, exchange_at, frame_at
from conformance.report.terminal.raw_frames import raw_command
from conformance.transcript.conversation import Conversation
from conformance.transcript.replacing import short_placeholders

_MOST: Final = 3
_LONGEST: Final = 60
"""A value in one line among others is no longer, in characters."""


def first_line(verdict: Verdict) -> str:
    """Return the line that is enough on its own."""
    clause = verdict.clause
    return f"{clause.id} {clause.level}  {clause.sentence}"


def failure_text(
    verdict: Verdict,
    again: str,
    conversation: Conversation | None = None,
    room: Room | None = None,
) -> str:
    """Return the whole text, with the first three problems; ``again`` is a command.

    The frames of the first one are shown, where there is a conversation.
    """
    first, *others = verdict.problems[:_MOST]
    lines = [first_line(verdict), *_problem(verdict, first)]
    lines += excerpt(conversation, first, room or Room()) if conversation else []
    lines += [_other_problem(first.problem, each) for each in others]
    if (more := len(verdict.problems) - _MOST) > 0:
        lines.append(f"  more    {counted(more, 'further problem')}")
    lines += [f"  source  {verdict.clause.source}", f"  again   {again}"]
    if conversation and (raw := _raw(conversation, verdict.problems[0])):
        lines.append(f"  raw     {raw}")
    return "\n".join(lines)


def _raw(conversation: Conversation, located: Located) -> str:
    exchange = exchange_at(conversation, located.place)
    if exchange is None:
        last = frame_at(conversation.transcript, located.place)
    else:  # what was in flight with it may matter
        last = max((m.index for m in (exchange.request, exchange.answer) if m), default=None)
    return raw_command(conversation.transcript, last)


def state_of(conversation: Conversation, located: Located) -> str:
    """Return the circumstances of the request that a problem is about; empty without one."""
    exchange = exchange_at(conversation, located.place)
    return circumstances_of(exchange) if exchange else ""


def _problem(verdict: Verdict, located: Located) -> list[str]:
    problem = located.problem
    return [
        f"  at      {on_one_line(verdict.scenario)}, {located.place}, {problem.path}",
        f"  wanted  {short_placeholders(shown(problem.wanted))}",
        f"  got     {short_placeholders(shown(problem.got))}",
    ]


def _other_problem(first: Problem, located: Located) -> str:
    """Return a line on a further problem of the same verdict."""
    problem = located.problem
    words = f"wanted {shown(problem.wanted)}, got {shown(problem.got)}"
    is_same = words == f"wanted {shown(first.wanted)}, got {shown(first.got)}"
    return f"  and     {located.place}, {problem.path}: {'the same' if is_same else words}"


def failure_line(verdict: Verdict) -> str:
    """Return one line that says what is wrong and where."""
    located = verdict.problems[0]
    problem = located.problem
    return (
        f"{verdict.clause.id} {verdict.clause.level}: {located.place}, {problem.path}: "
        f"wanted {shown(problem.wanted, _LONGEST)}, got {shown(problem.got, _LONGEST)}"
    )


def brief_line(record: Record) -> str:
    """Return a further failure of a clause of which one stands in full above."""
    problem = record.problems[0]
    place = f"{record.scenario}, {problem['exchange']}, {problem['path']}"
    return f"  also    {place}: {reason_words(record)} (--only {record.again.split()[-1]})"


def reason_words(record: Record) -> str:
    """Return what is wrong in a few words, for the end of a line."""
    if not record.problems:
        return _cut(on_one_line(record.reason))
    wanted, got = (_cut(record.problems[0][name]) for name in ("wanted", "got"))
    return f"wanted {wanted}, got {got}"


def _cut(text: str) -> str:
    text = short_placeholders(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
