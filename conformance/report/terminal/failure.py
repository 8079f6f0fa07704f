"""One broken clause for people: clause, place, wanted, got, source, and a command to repeat it."""

from __future__ import annotations

from conformance.api.wording import on_one_line, shown
from conformance.contract.verdict import Located, Verdict

_MOST = 3


def first_line(verdict: Verdict) -> str:
    """Return the line that is enough on its own."""
    clause = verdict.clause
    return f"{clause.id} {clause.level}  {clause.sentence}"


def failure_text(verdict: Verdict, again: str) -> str:
    """Return the whole text, with the first three problems; ``again`` is a command."""
    lines = [first_line(verdict)]
    for located in verdict.problems[:_MOST]:
        lines += _problem(verdict, located)
    if more := len(verdict.problems) - _MOST:
        lines += [f"  more    {more} further problems"] if more > 0 else []
    lines += [f"  source  {verdict.clause.source}", f"  again   {again}"]
    return "\n".join(lines)


def _problem(verdict: Verdict, located: Located) -> list[str]:
    problem = located.problem
    return [
        f"  at      {on_one_line(verdict.scenario)}, {located.place}, {problem.path}",
        f"  wanted  {shown(problem.wanted)}",
        f"  got     {shown(problem.got)}",
    ]


def failure_line(verdict: Verdict) -> str:
    """Return one line that says what is wrong and where."""
    located = verdict.problems[0]
    problem = located.problem
    return (
        f"{verdict.clause.id} {verdict.clause.level}: {located.place}, {problem.path}: "
        f"wanted {shown(problem.wanted, 60)}, got {shown(problem.got, 60)}"
    )
