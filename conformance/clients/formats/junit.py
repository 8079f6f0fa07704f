"""A certificate as JUnit XML: a case for each behaviour and each clause on requests."""

from __future__ import annotations

from xml.etree import ElementTree as Tree  # noqa: ICN001 - a name in plain letters

from conformance.api.wording import visible
from conformance.clients.certificate import BehaviourResult, Certificate, ClauseResult


def as_junit(certificate: Certificate) -> str:
    """Return a certificate as XML."""
    suite = Tree.Element("testsuite", name=_clean(certificate.client), timestamp=certificate.at)
    cases = [_of_behaviour(result) for result in certificate.behaviours]
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


def _of_behaviour(result: BehaviourResult) -> Tree.Element:
    case = _case("behaviours", result.name, result.seconds)
    if result.is_broken:
        texts = [f"{rule.rule}: {rule.why}\n{rule.advice}" for rule in result.broken]
        failure = Tree.SubElement(case, "failure", message=_clean(result.broken[0].why))
        failure.text = _clean("\n".join([result.summary, *texts]))
    elif result.broken or result.result != "kept":
        why = f"known: {result.broken[0].known}" if result.broken else result.result
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
