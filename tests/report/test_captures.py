"""The report of captures: however many lines there are, so many records at most."""

from dataclasses import replace
from datetime import date

from captured_lines import judged, line, texts

from conformance.api.schemas import fits
from conformance.evidence.captures.files import CaptureFile
from conformance.evidence.captures.gather import Portion
from conformance.evidence.captures.pieces import Batch, Piece
from conformance.report import captures
from conformance.report.captures import CaptureRecords
from conformance.report.known import KnownBreaches
from conformance.transcript.frames import Direction, EvidenceClass, Frame, Transcript

FILE = CaptureFile("FILE", "lines")


def gathered(*lines, detailed=0, complaints=()):
    """Return the records of lines."""
    records = CaptureRecords(KnownBreaches((), date(2026, 1, 1)))
    result = judged(texts(lines), detailed=detailed)
    portion = Portion(FILE, EvidenceClass.OTHER, result.certain, [*complaints], result.lines)
    return records, [*records.add(portion)]


def broken_line(number):
    return line(number) | {"response": line(number)["response"] | {"status": "200"}}


def test_what_is_kept_is_one_record_of_a_file_and_clause():
    records, shown = gathered(*(line(n) for n in range(1, 50)))
    assert shown == []
    assert {(record.scenario, record.verdicts) for record in records.records} == {("FILE", 49)}


def test_the_first_lines_have_records_of_their_own():
    records, _ = gathered(*(line(n) for n in range(1, 50)), detailed=2)
    scenarios = dict.fromkeys(record.scenario for record in records.records)
    assert [*scenarios] == ["FILE:1", "FILE:2", "FILE"]
    assert [part["name"] for part in records.parts] == ["FILE:1", "FILE:2"]


def test_a_broken_line_has_records_and_its_frames():
    records, shown = gathered(line(1), broken_line(2))
    assert {verdict.scenario for verdict, _ in shown} == {"FILE:2"}
    (part,) = records.parts
    assert part["exchanges"][0]["answer"].startswith('{"id": "id-2"')


def test_records_beyond_the_most_are_counted(monkeypatch):
    monkeypatch.setattr(captures, "MOST_PIECES", 3)
    records, shown = gathered(*(broken_line(n) for n in range(1, 11)))
    broken = [r for r in records.records if r.outcome == "broken"]
    assert sum(record.verdicts for record in broken) == len(shown) == 10
    assert {r.scenario for r in broken if r.problems} == {"FILE:1", "FILE:2", "FILE:3"}
    assert all(fits("report", _report_of(r)) for r in broken)


def _report_of(record):
    header = {"tool": "", "contract": "", "target": None, "evidence": [], "at": "", "told": []}
    footer = {"records": 1, "totals": {"broken": record.verdicts}, "exit_code": 1}
    return {"header": header, "records": [record.as_json()], "footer": footer}


def test_complaints_beyond_the_most_are_counted():
    records, _ = gathered(complaints=[f"FILE:{n}: no" for n in range(150)])
    assert len(records.complaints) == 101
    assert records.complaints[-1] == "50 lines more cannot be read"


def test_of_many_pieces_the_first_are_shown_whole(monkeypatch):
    monkeypatch.setattr(captures, "MOST_WHOLE", 2)
    records, shown = gathered(*(broken_line(n) for n in range(1, 5)))
    assert len({verdict.scenario for verdict, _ in shown}) == 4
    assert [part["name"] for part in records.parts] == ["FILE:1", "FILE:2"]


def test_a_piece_without_verdicts_or_frames_is_not_shown_whole():
    records = CaptureRecords(KnownBreaches((), date(2026, 1, 1)))
    frame = Frame(Direction.SENT, "{}")
    (whole,) = judged(texts([broken_line(1)])).certain.pieces
    pieces = [
        Piece(1, 1, Transcript("FILE:1", (frame,)), ()),
        replace(whole, transcript=replace(whole.transcript, frames=())),
    ]
    portion = Portion(FILE, EvidenceClass.OTHER, Batch(2, pieces), [], 2)
    assert len([*records.add(portion)]) == len(whole.verdicts) > 0
    assert records.parts == []


def test_a_record_of_many_has_the_number_of_verdicts_and_of_subjects():
    records, _ = gathered(*(line(n) for n in range(1, 50)))
    (kept,) = (record for record in records.records if record.clause == "ID-1")
    assert (kept.outcome, kept.verdicts, kept.subjects) == ("kept", 49, 49)
