"""HAR files with WebSocket messages."""

import base64
import io
import json

import pytest
from captured_lines import line
from running import conformance

from conformance.evidence.captures import har as module
from conformance.evidence.captures.har import HarBroken, har_lines
from conformance.transcript.frames import Direction, Opcode

URL = "wss://testnet.binancefuture.com/ws-dapi/v1"


def har(*messages, url=URL):
    """Return a HAR with one connection."""
    entry = {"request": {"url": url}, "_webSocketMessages": [*messages]}
    return {"log": {"entries": [{"request": {"url": "https://x/"}}, entry]}}


def message(kind, text, opcode=1, time=1_767_225_600.25):
    return {"type": kind, "time": time, "opcode": opcode, "data": text}


def messages(many, status=200):
    """Return requests and answers that keep the contract, if their status does."""
    for n in range(1, many + 1):
        each = line(n)
        each["response"]["status"] = status
        yield message("send", json.dumps(each["request"]), time=1_767_225_600 + 60.0 * n)
        yield message("receive", json.dumps(each["response"]), time=1_767_225_601 + 60.0 * n)


def read(content):
    return [*har_lines(io.BytesIO(json.dumps(content).encode()))]


def test_messages_become_frames():
    sent, came = read(
        har(message("send", "{}"), message("receive", base64.b64encode(b"x").decode(), 2))
    )
    assert [f.direction for f in sent.frames + came.frames] == [Direction.SENT, Direction.RECEIVED]
    assert sent.frames[0].at == 1_767_225_600_250
    assert (came.frames[0].data, came.frames[0].opcode) == (b"x", Opcode.BINARY)
    assert sent.connection == came.connection
    assert sent.endpoint == URL


def test_connections_to_other_services_are_left_out():
    content = har(message("send", "{}"))
    content["log"]["entries"] += har(message("send", "hello"), url="wss://chat.example/socket")[
        "log"
    ]["entries"]
    assert len(read(content)) == 1


@pytest.mark.parametrize(
    "content, why",
    [
        ([], "no log.entries"),
        ({"log": {}}, "no log.entries"),
        (har(url="wss://chat.example/socket"), "no WebSocket to /ws-dapi/v1"),
        (har({"type": "send"}), "message 1 is none"),
        (har(message("send", "!", 2)), "message 1 is none"),
        (har(message("send", None)), "message 1 is none"),
        (har(message("send", {})), "message 1 is none"),
    ],
)
def test_what_is_no_har_is_refused(content, why):
    with pytest.raises(HarBroken, match=why):
        read(content)


@pytest.mark.parametrize("status, code", [(200, 0), ("200", 1)])
def test_check_judges_a_har(tmp_path, status, code):
    path = tmp_path / "browser.har"
    path.write_text(json.dumps(har(*messages(30, status))))
    done = conformance("check", path)
    assert (done.returncode, done.stderr) == (code, "")
    assert ("STAT-1 MUST" in done.stdout) is bool(code)


def test_entries_and_messages_are_numbered_from_one():
    content = har(message("send", "{}"), message("send", "ping", opcode=9), message("send", "[]"))
    content["log"]["entries"] += [
        "no entry",
        {"_webSocketMessages": [message("send", "x")]},
        {"request": {"url": 7}, "_webSocketMessages": [message("send", "x")]},
        {
            "request": {"url": "https://host/ws-fapi/v1?x=1"},
            "_webSocketMessages": [message("send", "x")],
        },
        {"request": {"url": URL}, "_webSocketMessages": "none"},
    ]
    facts = [(each.number, each.connection, each.endpoint) for each in read(content)]
    assert facts == [
        (1, "entry 1", URL),
        (3, "entry 1", URL),
        (4, "entry 4", "wss://host/ws-fapi/v1?x=<secret>"),
    ]


@pytest.mark.parametrize(
    "time, at",
    [(0, 0), (0.0015, 1), (-1, 0), (32_503_679_999, 32_503_679_999_000), (32_503_680_000, 0)],
)
def test_a_time_that_cannot_be_one_is_none(time, at):
    (one,) = read(har(message("send", "{}", time=time)))
    assert one.frames[0].at == at


def test_a_har_has_a_largest_size(monkeypatch):
    content = har(message("send", "{}"))
    size = len(json.dumps(content))
    monkeypatch.setattr(module, "_LARGEST", size)
    assert len(read(content)) == 1
    monkeypatch.setattr(module, "_LARGEST", size - 1)
    with pytest.raises(HarBroken, match="it is larger than"):
        read(content)
