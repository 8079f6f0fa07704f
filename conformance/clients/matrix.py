"""Many certificates as one table: client by rule. A certificate that is missing is a row, too."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from conformance.clients.certificate import Certificate
from conformance.clients.rules import ClientRule

CLIENT_COLUMNS: Final = (
    *("client", "version", "calls", "certified"),
    *(rule.value for rule in ClientRule),
    *("requests", "mutants noticed", "not reached"),
)
_MISSING: Final = "missing"


@dataclass(frozen=True, slots=True)
class Detail:
    """A rule or clause that a client broke somewhere, and the command that shows it again."""

    what: str
    where: str
    why: str
    again: str
    known: str = ""


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One client: the cells of its row, and what it broke."""

    cells: tuple[str, ...]
    details: tuple[Detail, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether there is no certificate."""
        return self.cells[3] == _MISSING


def matrix_rows(certificates: Sequence[Certificate | str]) -> Iterator[ClientRow]:
    """Yield a row for each certificate; a text is the name of one that is missing."""
    for each in certificates:
        if isinstance(each, str):
            blank = [""] * (len(CLIENT_COLUMNS) - 4)
            yield ClientRow((each, "", "", _MISSING, *blank))
        else:
            yield _row(each)


def _row(certificate: Certificate) -> ClientRow:
    noticed, mutants = certificate.noticed()
    broken = certificate.broken_rules()
    reached = len(certificate.reached)
    broken_clauses = [a for a in certificate.requests if a.outcome == "broken"]
    rules = (
        f"{broken[rule.value]} of {reached} broken" if broken[rule.value] else "kept"
        for rule in ClientRule
    )
    requests = ", ".join(f"{a.clause} {a.level}" for a in broken_clauses)
    left = sum(each.result not in {"kept", "broken"} for each in certificate.behaviours)
    return ClientRow(
        (
            certificate.client,
            certificate.version,
            ", ".join(certificate.steps),
            certificate.at[:10],
            *rules,
            requests or "kept",
            f"{noticed} of {mutants}",
            str(left),
        ),
        tuple(_details(certificate)),
    )


def _details(certificate: Certificate) -> Iterator[Detail]:
    for result in certificate.behaviours:
        for rule in result.broken:
            again = _again(certificate, result.name)
            yield Detail(rule.rule, result.name, rule.why, again, rule.known)
    for clause in certificate.requests:
        if clause.outcome == "broken":
            again = _again(certificate, clause.behaviour)
            what = f"{clause.clause} {clause.level}: {clause.sentence}"
            yield Detail(what, clause.behaviour, clause.problem, again, clause.known)


def _again(certificate: Certificate, behaviour: str) -> str:
    """Return the command that lets a client meet a behaviour again."""
    steps = ",".join(certificate.steps)
    command = shlex.join(certificate.command)
    options = f"--only {behaviour} --steps {steps} --timeout {certificate.patience:g}"
    return f"conformance certify {options} -- {command}"
