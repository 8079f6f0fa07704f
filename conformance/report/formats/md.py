"""A report in Markdown, for a job summary or a ticket: short when green, complete when red."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.api.document import JsonObject
from conformance.api.wording import counted
from conformance.report.columns import SIGNS
from conformance.report.drift import (
    CLASSES,
    MOST_KINDS,
    RULE_NOTE,
    drift_notes,
    drift_verdict,
    grouped,
    places_of,
)
from conformance.report.escaping import code, fenced, markdown
from conformance.report.examples import Broken, Occurrence, masks_of
from conformance.report.reader import Report, target_in
from conformance.report.view import View
from conformance.scenarios.catalogue import BY_NAME
from conformance.scenarios.sentence import sentence_of

_MOST = 20


def as_md(report: Report) -> str:
    """Return a report in Markdown."""
    return "\n".join(_lines(View(report))) + "\n"


def _lines(view: View) -> Iterator[str]:
    header = view.report["header"]
    target = f"performed against {target_in(view.report)}" if header["target"] else "replayed"
    evidence = ", ".join(header["evidence"]) or "none"
    yield f"## {SIGNS.get(view.verdict, '')} {markdown(view.sentence)}\n"
    yield markdown(
        f"{header['at']} · {target} · evidence: {evidence} · "
        f"contract {header['contract']} · {header['tool']}"
    )
    totals = " · ".join(f"{SIGNS[name]} {n} {name}" for name, n in view.totals.items())
    yield f"\nVerdicts: {totals}\n"
    yield from (f"- {markdown(line)}" for line in header.get("notes", ()))
    if view.broken and (masks := masks_of(view.report["scenarios"])):
        yield f"{markdown(masks)}\n"
    for broken in view.broken[:_MOST]:
        yield from _broken(broken)
    if len(view.broken) > _MOST:
        yield f"\n… and {len(view.broken) - _MOST} clauses more.\n"
    yield from _doubts(view)
    for reason, number in view.left_out:
        yield f"- left out, as optional, {counted(number, 'verdict')}: {markdown(reason)}"
    drift = view.report["drift"]
    if drift and (drift["changes"] or drift["not_compared"] or drift["acceptances"]):
        yield "\n" + drift_as_markdown(drift)
    if view.verdict != "kept":
        yield "\n### Where the evidence came from\n"
        yield from (f"- {markdown(line)}" for line in header["told"])


def _broken(broken: Broken) -> Iterator[str]:
    clause = broken.clause
    source = markdown(clause["source"] or "not told")
    link = f"[{source}]({clause['url']})" if _is_plain(clause["url"]) else source
    yield f"\n### {markdown(clause['id'])} {broken.level}: {markdown(clause['sentence'])}\n"
    yield f"Says who: {link}. In {len(broken.scenarios)} of the scenarios."
    yield from (f"\nKnown: {markdown(reason)}" for reason in broken.known)
    for occurrence in broken.occurrences:
        yield from _occurrence(occurrence)
    if broken.rest:
        yield f"\nand {len(broken.rest)} more of other kinds, in {_some(broken.rest)}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(map(markdown, names[:_MOST])) + more


def _is_plain(url: str) -> bool:
    """Whether an address can stand in a link as it is."""
    return url.startswith("https://") and not set(url) & set(" ()<>\"'`\\\n")


def _occurrence(occurrence: Occurrence) -> Iterator[str]:
    problem = occurrence.problem
    name = occurrence.record.scenario
    yield f"\n**{markdown(name)}, {markdown(problem['exchange'])}**\n"
    if name in BY_NAME:
        yield f"{markdown(sentence_of(BY_NAME[name]))}\n"
    yield "| at | wanted | got |\n| --- | --- | --- |"
    yield f"| {' | '.join(code(problem[name]) for name in ('path', 'wanted', 'got'))} |"
    if occurrence.request:
        yield "\nWhat was asked:\n\n" + fenced("\n".join(line.text for line in occurrence.request))
    if occurrence.answer:
        yield "\nWhat came (← is the place):\n\n" + fenced(
            "\n".join(f"{line.text}{' ←' if line.is_marked else ''}" for line in occurrence.answer)
        )
    if occurrence.before:
        yield f"\nThe answer before it, {markdown(occurrence.place_before)}:\n"
        yield fenced("\n".join(line.text for line in occurrence.before))
    if occurrence.more:
        yield f"\n… and {counted(occurrence.more, 'further problem')} of this verdict"
    for stray in occurrence.unattached:
        yield f"\n{markdown(stray['place'])} ({stray['kind']}): {code(stray['text'])}"
    if occurrence.record.again:
        yield "\nSee it again:\n\n" + fenced(occurrence.record.again, "sh")
    if occurrence.others:
        yield f"\nand {len(occurrence.others)} more like this, in {_some(occurrence.others)}"


def _doubts(view: View) -> Iterator[str]:
    """Yield why verdicts could not be had, each reason once."""
    if view.doubts:
        yield "\n### What could not be judged\n"
    for reason, count in view.doubts[:_MOST]:
        yield f"- {counted(count, 'verdict')}: {markdown(reason)}"


def drift_as_markdown(drift: JsonObject) -> str:
    """Return the changes for a job summary: a line when there are none."""
    lines = [f"### Drift\n\n{markdown(drift_verdict(drift))}"]
    lines += [f"\n**Note:** {markdown(line)}" for line in drift["told"]]
    groups = grouped(drift, CLASSES)
    if groups:
        lines.append("\n| class | what changed | old | new | where | accept with |")
        lines.append("| --- | --- | --- | --- | --- | --- |")
        lines += [_row(group) for group in groups[:MOST_KINDS]]
        lines.append(f"\n{markdown(RULE_NOTE)}")
    if len(groups) > MOST_KINDS:
        lines.append(f"\n… and {len(groups) - MOST_KINDS} kinds more.")
    lines += [f"\n- {markdown(line)}" for line in drift_notes(drift)]
    return "\n".join(lines)


def _row(group: Sequence[JsonObject]) -> str:
    first = group[0]
    what = f"{code(first['rule'])}: {markdown(first['sentence'])}<br>{code(first['path'])}"
    key = first["fingerprint"] if len(group) == 1 else first["everywhere"]
    cells = (
        first["class"],
        what,
        code(first["old"]),
        code(first["new"]),
        markdown(places_of(group)),
        code(key),
    )
    return f"| {' | '.join(cells)} |"
