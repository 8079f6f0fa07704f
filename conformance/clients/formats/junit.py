"""A certificate as JUnit XML: a case for each behaviour and each clause on requests."""

from __future__ import annotations

from xml.etree import ElementTree as Tree  # noqa: ICN001 - a name in plain letters

from conformance.api.wording import visible
from conformance.clients.certificate import Certificate, ClauseResult, Met


def as_junit(certificate: Certificate) -> str:
    """Return a certificate as XML."""
    suite = Tree.Element("testsuite", name=_clean(certificate.client), timestamp=certificate.at)
    cases = [_of_met(met) for met in certificate.met]
    cases += [_of_clause(result) for result in certificate.requests]
    suite.extend(cases)
    for name, tag in (("tests", "."), ("failures", "failure"), ("skipped", "skipped")):
        counted = cases if tag == "." else [case for case in cases if case.find(tag) is not None]
        suite.set(name, str(len(counted)))
    suite.set("errors", "0")
    suites = Tree.Element("testsuites")
    suites.append(suite)
    Tree.indent(suites)
    return Tree.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _of_met(met: Met) -> Tree.Element:
    case = _case("behaviours", met.name, met.seconds)
    if met.is_broken:
        texts = [f"{rule.rule}: {rule.why}\n{rule.advice}" for rule in met.broken]
        failure = Tree.SubElement(case, "failure", message=_clean(met.broken[0].why))
        failure.text = _clean("\n".join([met.summary, *texts]))
    elif met.broken or met.result != "kept":
        why = f"known: {met.broken[0].known}" if met.broken else met.result
        Tree.SubElement(case, "skipped", message=_clean(why))
    return case


def _of_clause(result: ClauseResult) -> Tree.Element:
    case = _case("requests", result.clause, 0)
    if result.outcome == "broken" and not result.known and result.level == "MUST":
        failure = Tree.SubElement(case, "failure", message=_clean(result.problem))
        failure.text = _clean(f"{result.sentence}\nat {result.behaviour}: {result.problem}")
    elif result.outcome != "kept":
        why = f"{result.outcome} {result.known or result.problem}".strip()
        Tree.SubElement(case, "skipped", message=_clean(why))
    return case


def _case(group: str, name: str, seconds: float) -> Tree.Element:
    return Tree.Element("testcase", classname=group, name=_clean(name), time=f"{seconds:.3f}")


def _clean(text: str) -> str:
    """Return a text without characters that XML has not."""
    return visible(text)
