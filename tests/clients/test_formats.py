"""A certificate in every format: what is kept, broken, known, and not reached."""

from dataclasses import replace
from xml.etree import ElementTree as Tree  # noqa: ICN001 - a name in plain letters

import pytest

from conformance.api.entries import EntriesBroken
from conformance.clients.certificate import (
    BehaviourResult,
    BrokenRule,
    Certificate,
    ClauseResult,
    certificate_of,
)
from conformance.clients.formats.files import (
    ReportUnusable,
    check_ending,
    read_certificate,
    write_report,
)
from conformance.clients.formats.html import certificates_as_html
from conformance.clients.formats.junit import as_junit
from conformance.clients.formats.markdown import certificate_as_markdown, matrix_as_markdown
from conformance.clients.formats.text import certificate_text
from conformance.clients.known import read_failures
from conformance.clients.requests import sent_lines
from conformance.transcript.frames import Direction, Frame, Opcode, Transcript

HANGS = BrokenRule("ends", "it was stopped after 6 s", "Set a time-out for each answer.")
EVENT = BehaviourResult("event", "variation", "An event comes first.", "completes", "kept")
BROKEN = replace(EVENT, name="unanswered", result="broken", broken=(HANGS,), seconds=6.0)
KNOWN = replace(BROKEN, name="restart", broken=(replace(HANGS, known="until the next release"),))
NEVER = replace(EVENT, name="revoked", result="not reached")
WRONG_ID = ClauseResult("REQ-2", "MUST", "An id is new.", "broken", "event", "id: wanted 2, got 1")
CERTIFICATE = Certificate(
    client="orders",
    version="3.1",
    command=("python", "client.py"),
    steps=("start", "stop"),
    tool="1.0.0",
    contract="2026-11",
    at="2026-11-20T10:00:00Z",
    patience=6.0,
    behaviours=(EVENT, BROKEN, KNOWN, NEVER),
    requests=(
        WRONG_ID,
        replace(WRONG_ID, clause="REQ-3", known="the next release mends it"),
        replace(WRONG_ID, clause="REQ-4", level="SHOULD"),
        replace(WRONG_ID, clause="REQ-5", outcome="untested", behaviour="", problem=""),
        replace(WRONG_ID, clause="REQ-6", outcome="kept", behaviour="", problem=""),
    ),
    notes=("3 of 90 behaviours were met",),
    is_whole=False,
)


@pytest.mark.parametrize(
    "write",
    [
        certificate_text,
        certificate_as_markdown,
        lambda certificate: matrix_as_markdown([certificate, "another"]),
        as_junit,
    ],
    ids=["text", "markdown", "matrix", "junit"],
)
def test_a_certificate_in_each_format(write, snapshot):
    assert write(CERTIFICATE) == snapshot


def test_junit_fails_for_what_is_broken_and_not_known():
    cases = Tree.fromstring(as_junit(CERTIFICATE)).iter("testcase")  # noqa: S314 - it is ours
    failed = {case.get("name") for case in cases if case.find("failure") is not None}
    assert failed == {"unanswered", "REQ-2"}


def test_a_page_names_all_that_is_broken():
    page = certificates_as_html([CERTIFICATE, "another"])
    assert all(
        text in page for text in ("REQ-2", "REQ-3", "unanswered", "it was stopped after 6 s")
    )


def test_a_report_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "certificate.json"
    write_report(path, CERTIFICATE)
    read = read_certificate(path)
    assert replace(read, totals={}) == CERTIFICATE
    assert read.totals["kept"] == 1


def test_another_format_is_not_read():
    with pytest.raises(ValueError, match="format 99"):
        certificate_of(CERTIFICATE.as_json() | {"format": 99})


@pytest.mark.parametrize(
    "changes, code",
    [
        ({}, 1),
        ({"behaviours": (EVENT,) * 3}, 1),
        ({"behaviours": (EVENT,) * 3, "requests": CERTIFICATE.requests[1:2]}, 0),
        ({"behaviours": (EVENT,) * 3, "requests": CERTIFICATE.requests[2:3]}, 0),
        ({"behaviours": (KNOWN, EVENT, EVENT), "requests": ()}, 0),
        ({"behaviours": (EVENT,) * 2, "requests": ()}, 6),
    ],
)
def test_the_exit_code_is_of_what_is_broken_and_not_known(changes, code):
    assert replace(CERTIFICATE, **changes).exit_code() == code


def test_a_should_breaks_where_that_is_wanted():
    certificate = replace(CERTIFICATE, behaviours=(EVENT,) * 3, requests=CERTIFICATE.requests[2:3])
    assert certificate.exit_code(fail_on_should=True) == 1


def test_a_behaviour_that_there_is_not_is_bad_input(tmp_path):
    path = tmp_path / "known.toml"
    path.write_text('[[known]]\nbehaviour = "evnt"\nreason = "it is old"\n')
    with pytest.raises(EntriesBroken, match=r"there is no behaviour evnt.*Is it event\?"):
        read_failures(path)


def test_a_file_of_another_ending_is_not_written(tmp_path):
    with pytest.raises(ReportUnusable, match=r"certificate\.pdf"):
        check_ending(tmp_path / "certificate.pdf")


@pytest.mark.parametrize(
    "data, line",
    [
        (
            '{"id":1,"method":"userDataStream.stop","params":{}}',
            "userDataStream.stop, id integer, params: none",
        ),
        (
            '{"id":"a","method":"v1/session.logon","params":{"b":1,"a":2}}',
            "session.logon, id string, params: a, b",
        ),
        ('{"id":null,"method":"s3cret","params":[]}', "another method, id null, params: list"),
        (
            '{"method":"userDataStream.close","params":{"apiKey":"s3cret"}}',
            "userDataStream.close, id absent, params: apiKey",
        ),
        ('{"id":[1]}', "another method, id list, params: NoneType"),
        ("s3cret", "no JSON object (text)"),
    ],
)
def test_a_request_is_told_without_values(data, line):
    frame = Frame(Direction.SENT, data, 0, Opcode.TEXT)
    assert list(sent_lines(Transcript("", (frame,)))) == [line]
