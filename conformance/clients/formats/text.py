"""A certificate for the terminal: what is broken, and what to change."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.api.wording import counted, visible
from conformance.clients.certificate import Certificate
from conformance.clients.rules import SENTENCES


def certificate_text(certificate: Certificate) -> str:
    """Return a certificate in lines."""
    return "\n".join(visible(line) for line in _lines(certificate))


def _lines(certificate: Certificate) -> Iterator[str]:
    steps = ",".join(certificate.steps)
    yield f"client      {_title(certificate)} · steps {steps} · patience {certificate.patience:g} s"
    yield from _broken(certificate)
    for clause in certificate.requests:
        if clause.outcome == "broken":
            label = "known     " if clause.known else "broken    "
            yield f"{label}  {clause.clause} {clause.level}  {clause.sentence}"
            yield f"            at {clause.behaviour}: {clause.problem}"
            if clause.known:
                yield f"            known: {clause.known}"
    yield from summary_lines(certificate)


def summary_lines(certificate: Certificate) -> Iterator[str]:
    """Yield how much was met, what was noticed, and notes."""
    count = dict.fromkeys(("kept", "broken", "not reached", "unsupported"), 0)
    for result in certificate.behaviours:
        count[result.result] += 1
    parts = [f"{number} {result}" for result, number in count.items() if number]
    yield f"behaviours  {', '.join(parts)}"
    noticed, mutants = certificate.noticed()
    if mutants:
        yield f"noticed     {noticed} of {counted(mutants, 'mutant')}; silence is no fault"
    outcomes = [each.outcome for each in certificate.requests]
    yield (
        f"requests    {outcomes.count('kept')} of {len(outcomes)} clauses kept, "
        f"{outcomes.count('broken')} broken, {outcomes.count('untested')} untested"
    )
    for note in certificate.notes:
        yield f"note        {note}"


def _broken(certificate: Certificate) -> Iterator[str]:
    """Yield the rules that are broken, each with where, and what to change."""
    for rule, sentence in SENTENCES.items():
        places = [(m, r) for m in certificate.behaviours for r in m.broken if r.rule == rule.value]
        if places:
            every = all(broken.known for _, broken in places)
            yield f"{'known ' if every else 'broken'}      {rule.value}: {sentence}"
            for result, broken in places:
                known = f" (known: {broken.known})" if broken.known else ""
                yield f"            {result.name}: {broken.why}{known}. {result.summary}"
            yield f"            to do: {places[0][1].advice}"


def _title(certificate: Certificate) -> str:
    return f"{certificate.client} {certificate.version}".strip()
