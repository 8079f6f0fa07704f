"""No file and no page harms a command that reads it: it ends soon, in words, and obeys nothing."""

import gzip
import json
import os
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from attacks import BIG, ESCAPES
from hostile_server import raw_server
from measured import check_harmless, measured
from places import ROOT

from conformance.evidence.recordings.writer import write
from conformance.transcript.frames import Direction, Ending, Frame, Opcode, Transcript
from conformance.transcript.replacing import Redaction

KEY = "Zx9" + "q7Wk2Lm4Rt8Yp1Sd6Fg3Hj5" * 2 + "Vb0Nc7Mz5Aq"
REQUEST = json.dumps({"id": 1, "method": "userDataStream.stop", "params": {"apiKey": KEY}})
PAGE = (ROOT / "tests" / "data" / "pages" / "stop.md").read_text("utf-8")


@pytest.fixture
def command(tmp_path):
    """Return a function that runs a command in an empty folder, and checks what always holds."""

    def run(*arguments, codes=(0, 1, 2, 6)):
        done = measured("-m", "conformance", *arguments, cwd=tmp_path)
        check_harmless(done, tmp_path / "written", KEY)
        assert done.code in codes, done.output[-2000:]
        return done

    return run


def line(response, **more):
    """Write a line of a capture."""
    return json.dumps({"request": REQUEST, "response": response} | more)


def many(count, write):
    """Write so many things one after the other."""
    return "".join(map(write, range(count)))


CAPTURES = {
    "quotes": line('\\"' * 100_000),
    "listen keys": line(
        json.dumps({"id": 1, "a": [{"listenKey": f"{n}!!!!!!!!"} for n in range(9_000)]})
    ),
    "a member repeated": line('{"id":1' + ',"a":1' * 30_000 + "}"),
    "names": line("{" + many(40_000, lambda n: f'"{n}":1,') + '"id":1}'),
    "nested": line("[" * 200_000),
    "nested in the line": '{"response":' + '{"a":' * 100_000 + "1" + "}" * 100_001,
    "limits": line(
        json.dumps({"id": 1, "status": 200, "result": {}, "rateLimits": [{}] * 100_000})
    ),
    "digits": line(f'{{"id":1,"status":{BIG},"result":{{}},"rateLimits":[{{"limit":{BIG}}}]}}'),
    "a million digits": line(f'{{"id":{"1" * 900_000}}}'),
    "escapes": line(json.dumps({"id": ESCAPES, "status": ESCAPES, ESCAPES: 1})),
    "escapes outside of JSON": line(ESCAPES),
    "escapes in a method": json.dumps({"response": "{}", "method": ESCAPES}),
    "escapes in an endpoint": line("{}", endpoint=f"ws://{ESCAPES}/"),
    "escapes in a connection": line("{}", connection=ESCAPES),
    "a time far away": line("{}", at="0001-01-01T00:00:00+23:59"),
    "a key everywhere": line(json.dumps({"id": KEY, KEY: KEY, "error": {"code": KEY, "msg": KEY}})),
    "a key outside of JSON": line(f"no {KEY} here", endpoint=f"ws://{KEY}@h/ws-dapi/v1?k={KEY}"),
    "a line without an end": '{"response":"' + "x" * 3_000_000,
    "no lines": "\x00" * 1_000_000,
    "half a character": line('{"id":"\\ud800","msg":"\\udfff"}'),
}


@pytest.mark.parametrize("name", CAPTURES)
def test_no_capture_harms_check(command, tmp_path, name):
    (tmp_path / "captured.jsonl").write_text(CAPTURES[name], "utf-8")
    command("check", "captured.jsonl")
    command("check", "captured.jsonl", "--json")


CASSETTES = {
    "nested lists": "version: 1\ninteractions: " + "[" * 200_000,
    "nested lists with blanks": "version: 1\ninteractions: " + "[ " * 200_000,
    "nested objects": "version: 1\ninteractions: " + "{a: " * 200_000,
    "nested dashes": "version: 1\ninteractions:\n" + "- " * 200_000 + "a",
    "nested questions": "version: 1\ninteractions:\n" + "? " * 100_000 + "a",
    "nested lines": many(2_000, lambda n: " " * n + "a:\n"),
    "aliases": "a: &a [x, x]\n" + many(60, lambda n: f"b{n}: &b{n} [{'*a, ' * 9}*a]\n"),
    "aliases of aliases": "a0: &a0 [x]\n"
    + many(30, lambda n: f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}, *a{n}]\n"),
    "merge keys": "a: &a {x: 1}\n" + many(40, lambda n: f"b{n}:\n  <<: [*a, *a]\n"),
    "a number to the base of 60": "version: 1\ninteractions: []\nmetadata: " + "1:" * 900_000 + "1",
    "a number of a million digits": "version: " + "1" * 1_000_000,
    "escapes": f"version: 1\ninteractions: []\nmetadata: {json.dumps({'format': ESCAPES})}",
    "a tag": "version: 1\ninteractions: !!python/object/apply:os.system ['touch written']\n",
    "nothing": "",
    "a set": "version: 1\ninteractions: []\nmetadata: !!set {? a, ? b}\n",
}


@pytest.mark.parametrize("name", CASSETTES)
def test_no_cassette_harms_check_or_drift(command, tmp_path, name):
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "stop-twice.yaml").write_text(CASSETTES[name], "utf-8")
    command("check", "old/stop-twice.yaml", codes=[2])
    command("drift", "old", "new", codes=[2])
    assert not (tmp_path / "written").exists()


def test_no_recording_of_a_server_writes_to_the_terminal(command, tmp_path):
    """Its hash is right: a hostile server was recorded, or whoever made it knew how."""
    close = Frame(Direction.RECEIVED, f"1008 {ESCAPES}", 1_767_225_630_001, Opcode.CLOSE)
    sent = Frame(Direction.SENT, REQUEST.replace(KEY, "<apiKey-1>"), 1_767_225_630_000)
    for number, folder in enumerate(("old", "new")):
        transcript = Transcript(
            "stop-with-api-key",
            (sent, replace(close, data=f"{close.data}{number}")),
            endpoint="ws://h/ws-dapi/v1",
            ending=Ending("closed", 1008, f"the server closed with {ESCAPES}", alive=True),
        )
        write(tmp_path / folder / "stop-with-api-key.yaml", transcript, Redaction())
        command("check", f"{folder}/stop-with-api-key.yaml")
    command("drift", "old", "new", "--fail-on", "any")
    command("drift", "old", "new", "--format", "json")
    command("drift", "old", "new", "--format", "markdown")


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/full", "/dev/null", ".", "/proc/self/mem"])
def test_no_device_is_read_without_an_end(command, name):
    command("check", name, codes=[2])
    command("report", name, "-o", "x.html", codes=[2])
    command("docs", name, codes=[2])
    command("drift", name, name, codes=[2])


def schema(**members):
    """Write the schema of an answer to a stop, with other members."""
    text = json.loads((ROOT / "schemas" / "userDataStream.stop.answer.json").read_text("utf-8"))
    return json.dumps(text | members)


SCHEMAS = {
    "a pattern without an end": schema(
        properties={"id": {"pattern": "^(a|a)*$|^(\\w+\\s?)*$|(x+x+)+y"}, "result": True},
        examples=[{"id": "a" * 40 + "!", "status": 200, "result": {}}],
    ),
    "names without an end": schema(
        patternProperties={"^(([a-z])+.)+[A-Z]([a-z])+$": {}},
        examples=[{"id": 1, "a" * 40: 1, "status": 200, "result": {}}],
    ),
    "a $ref to itself": schema(**{"$ref": "#"}),
    "nested": '{"a":' * 50_000 + "1" + "}" * 50_000,
    "escapes": schema(title=ESCAPES, const=ESCAPES),
    "a branch of branches": schema(anyOf=[{"oneOf": [{"type": "string"}] * 300}] * 300),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_schema_harms_drift(command, tmp_path, name):
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        for path in (ROOT / "schemas").glob("*.json"):
            (tmp_path / folder / path.name).write_bytes(path.read_bytes())
    (tmp_path / "new" / "userDataStream.stop.answer.json").write_text(SCHEMAS[name], "utf-8")
    command("drift", "old", "new")


PAGES = {
    "stars": PAGE + "*a " * 500_000,
    "underscores": PAGE + "_a__b" * 200_000,
    "brackets": PAGE + "[" * 500_000,
    "links": PAGE + "[a](" * 200_000,
    "quotes": PAGE + ">" * 200_000 + " a",
    "ticks": PAGE + many(1500, lambda n: "`" * n + " "),
    "lists": PAGE + many(2_000, lambda n: " " * n + "- a\n"),
    "titles": PAGE + "# a\n" * 100_000,
    "a table": PAGE + "\n\n| a |\n| --- |\n" + "| b |\n" * 100_000,
    "nested HTML": "<article>" + "<div>" * 100_000 + "<h1>x</h1>",
    "attributes": "<article " + many(100_000, lambda n: f"a{n}=b ") + ">",
    "escapes": PAGE.replace("Request Weight", f"Request {ESCAPES} Weight").replace(
        "**1**", ESCAPES
    ),
    "an example nested": PAGE.replace('"result": {}', '"result": ' + "[" * 90_000 + "]" * 90_000),
    "an example of digits": PAGE.replace('"status": 200', f'"status": {BIG}'),
    "noise": "\x00\x01\x02" * 100_000,
    "too much": "x" * 9_000_000,
}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_harms_docs(command, tmp_path, name):
    (tmp_path / "page.md").write_text(PAGES[name], "utf-8")
    command("docs", "page.md")


def http(status, body=b"", **headers):
    """Answer over HTTP."""

    def talk(connection, over):
        del over
        connection.recv(65536)
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        head = [f"HTTP/1.1 {status} X", *lines, f"Content-Length: {len(body)}", "Connection: close"]
        connection.sendall("\r\n".join([*head, "", ""]).encode("latin-1") + body)

    return talk


def drip(connection, over):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while not over.wait(0.2):
        connection.sendall(b"x")


def drip_headers(connection, over):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-A: ")
    while not over.wait(0.2):
        connection.sendall(b"x")


def without_end(connection, over):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not over.is_set():
        connection.sendall(b"x" * 65536)


def mute(connection, over):
    connection.recv(65536)
    over.wait()


LINKS = "".join(
    f'<link rel="alternate" hreflang="{language}" href="{address}">'
    for language, address in (
        ("en", "http://127.0.0.1:9/x"),
        ("zh-CN", "http://[::1"),
        ("en", "//evil.example/x"),
        ("zh-CN", "file:///etc/passwd"),
        ("en", "/x"),
        ("zh-CN", "javascript:alert(1)"),
    )
)
SITES = {
    "drip": drip,
    "drip headers": drip_headers,
    "without end": without_end,
    "mute": mute,
    "another host": http(302, Location="http://evil.example/page"),
    "another port": http(301, Location="http://127.0.0.1:9/page"),
    "a file": http(302, Location="file:///etc/passwd"),
    "itself": http(302, Location="/ws-dapi/v1"),
    "nowhere": http(302, Location="http://[::1"),
    "escapes": http(302, Location="http://x\x1b[31m/##[add-mask]"),
    "come again": http(503, Retry_After="99999"),
    "too many": http(429, Retry_After="Fri, 31 Dec 9999 23:59:59 GMT"),
    "a bomb": http(200, gzip.compress(b"a" * 300_000_000, 1), Content_Encoding="gzip"),
    "not gzip": http(200, b"x", Content_Encoding="gzip"),
    "links": http(200, (LINKS + PAGE).encode()),
}


@pytest.mark.parametrize("name", SITES)
def test_no_site_harms_docs(command, name):
    with raw_server(SITES[name]) as url:
        done = command("docs", url.replace("ws://", "http://"), codes=[1, 2, 6])
    assert "evil.example" not in done.output or "no other server is asked" in done.output


def test_a_redirect_of_a_page_to_another_host_is_not_followed(command):
    requests = []

    def note(connection, over):
        del over
        requests.append(connection.recv(65536))

    with raw_server(note) as other:
        leads = http(302, Location=other.replace("ws://", "http://"))
        with raw_server(leads) as url:
            done = command("docs", url.replace("ws://", "http://"), codes=[2])
    assert requests == []
    assert "it leads to 127.0.0.1:" in done.output


def changed(report, **header):
    return report | {"header": report["header"] | header}


REPORTS = {
    "nested": lambda _: '{"a":' * 100_000 + "1" + "}" * 100_000,
    "digits": lambda report: json.dumps(
        report | {"weights": [{"scenario": "x", "foretold": BIG, "counted": BIG}] * 3}
    ),
    "latencies": lambda report: json.dumps(
        report | {"scenarios": [s | {"latency": [BIG, 1]} for s in report["scenarios"]]}
    ),
    "a time far away": lambda report: json.dumps(changed(report, at="0001-01-01T00:00:00+23:59")),
    "a time of text": lambda report: json.dumps(changed(report, at=ESCAPES)),
    "escapes": lambda report: json.dumps(
        changed(
            report, target=ESCAPES, tool=ESCAPES, told=[ESCAPES], notes=[ESCAPES], contract=ESCAPES
        )
    ),
    "escapes in records": lambda report: json.dumps(
        report
        | {
            "records": [
                r | {"reason": ESCAPES, "scenario": ESCAPES, "again": ESCAPES}
                for r in report["records"]
            ]
        }
    ),
    "quotes": lambda _: '\\"' * 1_000_000,
    "numbers": lambda _: "[" + "1," * 5_000_000 + "1]",
    "nothing": lambda _: "",
    "null": lambda _: "null",
}


@pytest.mark.parametrize("name", REPORTS)
def test_no_report_harms_report_or_history(command, tmp_path, kept, name):
    (tmp_path / "nights").mkdir()
    (tmp_path / "nights" / "good.json").write_text(json.dumps(kept), "utf-8")
    path = tmp_path / "nights" / "night.json"
    path.write_text(REPORTS[name](kept), "utf-8")
    for form in ("html", "md", "json"):
        command("report", path, "-o", tmp_path / "written" / f"out.{form}")
    command("history", tmp_path / "nights", "-o", tmp_path / "written" / "all.html")


def test_no_kind_of_file_among_reports_harms_history(command, tmp_path, kept):
    folder = tmp_path / "nights"
    folder.mkdir()
    (folder / "good.json").write_text(json.dumps(kept), "utf-8")
    os.mkfifo(folder / "pipe.json")
    (folder / "zero.json").symlink_to("/dev/zero")
    (folder / "loop.json").symlink_to("loop.json")
    (folder / "folder.json").mkdir()
    (folder / "gone.json").symlink_to("nowhere.json")
    with (folder / "sparse.json").open("wb") as file:
        file.truncate(2**32)
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(folder / "socket.json")[:100])
    done = command("history", folder, codes=[2])
    server.close()
    assert "1 report" in done.stdout
    for name in ("pipe.json", "zero.json", "sparse.json"):
        assert name in done.stderr
        command("report", folder / name, "-o", tmp_path / "out.html", codes=[2])


def test_a_command_that_is_shown_quotes_the_name_of_a_file(command, tmp_path):
    name = "a; touch written #.jsonl"
    (tmp_path / name).write_text(line('{"id":2,"status":200,"result":{}}'), "utf-8")
    done = command("check", name, codes=[1])
    assert f"again   conformance check '{name}'" in done.stdout


def test_a_pipe_is_read_as_a_capture(command, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = line('{"id":1,"status":200,"result":{}}') + "\n"
    threading.Thread(target=Path.write_text, args=(pipe, text), daemon=True).start()
    assert command("check", pipe, codes=[0, 6]).stdout
