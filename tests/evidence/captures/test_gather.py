"""Files judged one after the other: what each portion has, and what is told of the rest."""

import json

from captured_lines import line, texts

from conformance.evidence.captures import files
from conformance.evidence.captures.files import CaptureFile, sources
from conformance.evidence.captures.gather import Captures
from conformance.evidence.captures.jobs import OneJudge
from conformance.evidence.recordings.archive import archive
from conformance.transcript.frames import EvidenceClass


def gathered(*names, progress=None):
    """Return the portions of files."""
    more = {"progress": progress} if progress else {}
    return [*Captures(sources([str(name) for name in names]), OneJudge(), **more).portions()]


def complaints(portions):
    return [complaint for portion in portions for complaint in portion.complaints]


def written(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


def test_what_is_no_capture_is_told_once_by_its_beginning(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "BLOCK", 200)
    path = written(tmp_path, "a.jsonl", b"PK\x03\x04....\n" * 100)
    (complaint,) = complaints(gathered(path))
    assert "unpack it" in complaint


def test_what_only_a_later_block_begins_with_is_a_line_that_cannot_be_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "BLOCK", 500)
    data = texts([*(line(n) for n in range(1, 20)), *([b"PK\x03\x04...."] * 3)])
    portions = gathered(written(tmp_path, "a.jsonl", data))
    assert len(complaints(portions)) == 3
    assert sum(portion.lines for portion in portions) == 19


def test_a_file_without_an_exchange_says_so(tmp_path):
    (complaint,) = complaints(gathered(written(tmp_path, "a.jsonl", b"\n\n")))
    assert "there is no exchange in it" in complaint


def test_the_first_lines_of_all_files_are_detailed(tmp_path):
    first = written(tmp_path, "a.jsonl", texts([line(n) for n in range(1, 21)]))
    second = written(tmp_path, "b.jsonl", texts([line(n) for n in range(1, 21)]))
    portions = gathered(first, second)
    shown = [piece.first for portion in portions for piece in portion.batch.pieces]
    assert shown == [*range(1, 21), *range(1, 6)]


def test_how_far_a_file_is_read_is_shown(tmp_path):
    shown = []
    path = written(tmp_path, "a" * 40 + ".jsonl", texts([line(n) for n in range(1, 10)]))
    gathered(path, progress=lambda *about: shown.append(about))
    size = path.stat().st_size
    assert shown[-1] == (f"line 9 of {'a' * 30}", size, size)


def unavailable(number, code=-1016):
    error = {"code": code, "msg": "This service is no longer available."}
    each = line(number)
    return each | {"response": {"id": each["request"]["id"], "status": 503, "error": error}}


def outcomes(portions, clause):
    """Return the outcomes that a clause has in portions, shown or counted."""
    pieces = (piece for portion in portions for piece in portion.batch.pieces)
    shown = {v.outcome for piece in pieces for v in piece.verdicts if v.clause.id == clause}
    return shown | {key[1] for p in portions for key in p.batch.sums if key[0] == clause}


def test_a_service_that_stays_unavailable_is_gone_and_one_that_works_elsewhere_is_not(tmp_path):
    gone = written(tmp_path, "gone.jsonl", texts([unavailable(n) for n in range(1, 4)]))
    assert "broken" in outcomes(gathered(gone), "ERR-10")
    works = texts([*(unavailable(n) for n in range(1, 4)), line(4)])
    assert "broken" not in outcomes(gathered(written(tmp_path, "works.jsonl", works)), "ERR-10")


def test_a_cassette_is_one_portion_of_its_class():
    (portion,) = gathered(archive().path(EvidenceClass.REFERENCE, "stop-twice"))
    assert portion.evidence_class == "reference"
    assert (portion.lines, portion.batch.judged) == (1, 1)
    (piece,) = portion.batch.pieces
    assert (piece.first, piece.last, piece.transcript.scenario) == (1, 1, "stop-twice")


def test_a_cassette_that_is_broken_is_a_complaint(tmp_path):
    (portion,) = gathered(written(tmp_path, "stop-twice.yaml", b"{"))
    assert portion.batch.judged == 0
    assert len(portion.complaints) == 1


def test_a_har_is_read_whole(tmp_path):
    message = {"type": "send", "time": 1.0, "opcode": 1, "data": json.dumps(line(1)["request"])}
    entry = {"request": {"url": "wss://h/ws-dapi/v1"}, "_webSocketMessages": [message] * 3}
    path = written(tmp_path, "a.har", json.dumps({"log": {"entries": [entry]}}).encode())
    portions = gathered(path)
    assert sum(portion.lines for portion in portions) == 3
    (complaint,) = complaints(gathered(written(tmp_path, "b.har", b"{}")))
    assert "it is no HAR" in complaint
    assert CaptureFile(str(path), "har").kind == "har"


def test_a_file_of_which_some_lines_cannot_be_read_is_not_called_empty(tmp_path):
    (complaint,) = complaints(gathered(written(tmp_path, "a.jsonl", texts([line(1)]) + b"\n{]\n")))
    assert "there is no exchange in it" not in complaint
