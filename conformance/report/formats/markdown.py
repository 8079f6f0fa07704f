"""A report in Markdown, for a job summary or a ticket: short when green, complete when red."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.api.wording import counted
from conformance.report import drift as drifts
from conformance.report.escaping import code, fenced, markdown
from conformance.report.reader import Report
from conformance.report.view import SIGNS, Broken, Case, View

_MOST = 20


def as_markdown(report: Report) -> str:
    """Return a report in Markdown."""
    return "\n".join(_lines(View(report))) + "\n"


def _lines(view: View) -> Iterator[str]:
    header = view.report["header"]
    target = f"performed against {header['target']}" if header["target"] else "replayed"
    evidence = ", ".join(header["evidence"]) or "none"
    yield f"## {SIGNS.get(view.verdict, '')} {markdown(view.sentence)}\n"
    yield markdown(
        f"{header['at']} · {target} · evidence: {evidence} · "
        f"contract {header['contract']} · {header['tool']}"
    )
    yield "\n" + " · ".join(f"{SIGNS[name]} {n} {name}" for name, n in view.totals.items()) + "\n"
    for broken in view.broken[:_MOST]:
        yield from _broken(broken)
    if len(view.broken) > _MOST:
        yield f"\n… and {len(view.broken) - _MOST} clauses more.\n"
    yield from _doubts(view)
    drift = view.report["drift"]
    if drift and (drift["changes"] or drift["not_compared"] or drift["acceptances"]):
        yield "\n" + drifts.as_markdown(drift)
    if view.verdict != "kept":
        yield "\n### Where the evidence came from\n"
        yield from (f"- {markdown(line)}" for line in header["told"])


def _broken(broken: Broken) -> Iterator[str]:
    clause = broken.clause
    source = markdown(clause["source"] or "not told")
    link = f"[{source}]({clause['url']})" if _is_plain(clause["url"]) else source
    yield f"\n### {markdown(clause['id'])} {broken.level}: {markdown(clause['sentence'])}\n"
    yield f"Says who: {link}. In {len(broken.scenarios)} of the scenarios."
    for case in broken.cases:
        yield from _case(case)
    if len(broken.scenarios) > len(broken.cases):
        rest = broken.scenarios[len(broken.cases) :]
        yield f"\nAlso in: {', '.join(map(markdown, rest[:_MOST]))}" + (
            f" and {len(rest) - _MOST} more" if len(rest) > _MOST else ""
        )


def _is_plain(url: str) -> bool:
    """Whether an address can stand in a link as it is."""
    return url.startswith("https://") and not set(url) & set(" ()<>\"'`\\\n")


def _case(case: Case) -> Iterator[str]:
    problem = case.problem
    yield f"\n**{markdown(case.record.scenario)}, {markdown(problem['exchange'])}**\n"
    yield "| at | wanted | got |\n| --- | --- | --- |"
    yield f"| {' | '.join(code(problem[name]) for name in ('path', 'wanted', 'got'))} |"
    if case.request:
        yield "\nWhat was asked:\n\n" + fenced("\n".join(line.text for line in case.request))
        yield "\nWhat came (← is the place):\n\n" + fenced(
            "\n".join(f"{line.text}{' ←' if line.is_marked else ''}" for line in case.answer)
        )
    if case.more:
        yield f"\n… and {counted(case.more, 'further problem')} of this verdict"
    for stray in case.unattached:
        yield f"\n{markdown(stray['place'])} ({stray['kind']}): {code(stray['text'])}"
    if case.record.again:
        yield "\nSee it again:\n\n" + fenced(case.record.again, "sh")


def _doubts(view: View) -> Iterator[str]:
    """Yield why verdicts could not be had, each reason once."""
    if view.doubts:
        yield "\n### What could not be judged\n"
    for reason, count in view.doubts[:_MOST]:
        yield f"- {counted(count, 'verdict')}: {markdown(reason)}"
