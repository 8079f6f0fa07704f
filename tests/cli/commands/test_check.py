"""The command line, as a user runs it."""

import json

import pytest
from places import DATA, ROOT
from running import conformance

from conformance.api.schemas import fits

pytestmark = pytest.mark.slow("each starts the command in a process of its own")

OBSERVED = DATA / "observed.jsonl"


def check(path, lines, *options):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return conformance("check", path, *options)


def captured():
    return [json.loads(line) for line in OBSERVED.read_text().splitlines()]


def test_what_real_servers_said_breaks_no_must():
    done = conformance("check", OBSERVED)
    assert done.returncode == 0
    assert not [v for v in done.stdout.splitlines() if " MUST " in v]


def damages():
    """Yield every line with one member removed or retyped, in the envelope and what is inside."""
    for number, line in enumerate(captured(), start=1):
        answer = line["response"]
        if "status" not in answer:
            continue
        places = [(), *(("rateLimits", i) for i in range(len(answer.get("rateLimits", []))))]
        places += [("error",)] if "error" in answer else []
        for place in places:
            names = {"id", "status", "result", "error"} if not place else None
            for name in sorted(names or _at(answer, place)):
                if name in _at(answer, place):
                    yield number, (*place, name), "removed", _changed(line, place, name)
                    yield number, (*place, name), "retyped", _changed(line, place, name, [None])


def _at(value, place):
    for part in place:
        value = value[part]
    return value


def _changed(line, place, name, retyped=None):
    copy = json.loads(json.dumps(line))
    target = _at(copy["response"], place)
    del target[name]
    if retyped:
        target[name] = True
    return copy


def test_each_of_those_answers_with_a_member_damaged_breaks_a_must(tmp_path):
    cases = list(damages())
    assert len(cases) > 300
    path = tmp_path / "damaged.jsonl"
    done = check(path, [line for *_, line in cases], "--json")
    report = json.loads(done.stdout)
    broken = {
        record["scenario"]
        for record in report["records"]
        if record["outcome"] == "broken" and record["level"] == "MUST"
    }
    missed = [case[:3] for i, case in enumerate(cases, 1) if f"{path}:{i}" not in broken]
    assert missed == []
    assert done.returncode == 1


ANSWER = {"id": 1, "status": 200, "result": {}}
LIMITS = [
    {
        "rateLimitType": "REQUEST_WEIGHT",
        "interval": "MINUTE",
        "intervalNum": 1,
        "limit": 2400,
        "count": 2,
    }
]
STOP = {"id": 1, "method": "userDataStream.stop", "params": {"apiKey": "k" * 64}}
KEPT = {"request": STOP, "response": ANSWER | {"rateLimits": LIMITS}}


def test_a_kept_exchange_exits_with_0(tmp_path):
    done = check(tmp_path / "kept.jsonl", [KEPT])
    assert (done.returncode, done.stderr) == (0, "")


def test_a_broken_exchange_is_told_in_full(tmp_path):
    broken = KEPT | {"response": KEPT["response"] | {"id": "1"}}
    done = check(tmp_path / "broken.jsonl", [broken])
    assert done.returncode == 1
    path = tmp_path / "broken.jsonl"
    assert done.stdout.startswith(
        "ID-1 MUST  An answer carries the id of its request, with the same JSON type and value.\n"
        f"  at      {path}:1, exchange 1, $.id\n"
        "  wanted  1\n"
        '  got     "1"\n'
        "  source  COIN-M WebSocket API General Info, Request format and Response format "
        "(stated)\n"
        f"  again   conformance check {path}\n"
    )


def test_a_broken_should_fails_only_where_it_is_asked_to(tmp_path):
    extra = KEPT | {"response": KEPT["response"] | {"more": 1}}
    assert check(tmp_path / "f", [extra]).returncode == 0
    assert check(tmp_path / "f", [extra], "--fail-on", "should").returncode == 1


def test_an_unanswered_request_at_the_end_is_inconclusive(tmp_path):
    done = check(tmp_path / "f", [KEPT | {"response": None}])
    assert done.returncode == 6


def test_bad_lines_are_told_and_the_rest_is_judged(tmp_path):
    path = tmp_path / "mixed.jsonl"
    path.write_bytes(b"{\n" + json.dumps(KEPT).encode() + b"\n\xff\n")
    done = conformance("check", path)
    assert done.returncode == 2
    assert "all " in done.stdout
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [f"{path}:1", f"{path}:3"]


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_a_file_without_exchanges_is_bad_input(tmp_path, content):
    path = tmp_path / "empty.jsonl"
    path.write_bytes(content)
    done = conformance("check", path)
    assert done.returncode == 2
    assert "there is no exchange in it" in done.stderr


def test_stdin_is_read():
    done = conformance("check", "-", stdin=json.dumps(KEPT))
    assert done.returncode == 0


def test_cassettes_are_judged_too():
    done = conformance(
        "check", "cassettes/reference/stop-twice.yaml", "cassettes/documentation/page-ping.yaml"
    )
    assert done.returncode == 0


@pytest.mark.parametrize("name", ["nowhere.jsonl", "nowhere.yaml", "nowhere.har", "conformance"])
def test_a_file_that_cannot_be_read_is_one_line_and_no_traceback(name):
    done = conformance("check", name)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_secrets_in_captures_are_not_printed(tmp_path):
    key = "canary" * 10
    broken = {"request": STOP, "response": {"id": 1, "status": 200, "result": {"listenKey": key}}}
    done = check(tmp_path / "f", [broken])
    assert done.returncode == 1
    assert key not in done.stdout + done.stderr
    assert "k" * 64 not in done.stdout + done.stderr


def test_markup_and_escapes_in_answers_are_only_text(tmp_path):
    error = {"code": "[bold]x[/nope]\x1b[31m", "msg": "m", "[/nope]\x1b[31m": 1}
    answer = {"id": 1, "status": 400, "error": error, "[/nope]": 1}
    done = check(tmp_path / "f", [{"request": STOP, "response": answer}])
    assert done.returncode == 1
    assert "[bold]x[/nope]" in done.stdout
    assert "\x1b[31m" not in done.stdout


def test_values_nested_deeper_than_any_answer_are_no_fault_of_ours(tmp_path):
    for depth in (99, 150, 900, 5_000):
        deep = "[" * depth + "]" * depth
        path = tmp_path / "deep.jsonl"
        answer = json.dumps(f'{{"id":1,"status":200,"result":{{}},"rateLimits":{deep}}}')
        path.write_text(f'{{"request": null, "response": {answer}}}\n')
        assert conformance("check", path).returncode == 1


def test_a_report_in_json_has_header_records_and_footer(tmp_path):
    report = json.loads(check(tmp_path / "f", [KEPT], "--json").stdout)
    assert list(report) == [
        "header",
        "records",
        "clauses",
        "scenarios",
        "weights",
        "drift",
        "footer",
    ]
    assert report["footer"]["records"] == len(report["records"])
    assert report["footer"]["exit_code"] == 0


def test_where_nothing_could_be_judged_that_is_not_green(tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text('{"request":{"id":1},"response":{}}\n')
    done = conformance("check", path)
    assert done.returncode == 6
    assert "nothing was judged" in done.stdout


def test_recordings_are_judged_as_the_suite_judges_them():
    recordings = sorted((ROOT / "cassettes" / "reference").glob("*.yaml"))
    done = conformance("check", "--json", *recordings)
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert fits("report", report)
    assert report["footer"]["totals"].keys() == {"kept"}


WEIGHT = {
    "rateLimitType": "REQUEST_WEIGHT",
    "interval": "MINUTE",
    "intervalNum": 1,
    "limit": 2400,
    "count": 7,
}
BROKEN = {
    "request": {"id": 1, "method": "userDataStream.stop", "params": {"apiKey": "k"}},
    "response": {"id": "1", "status": 200.0, "result": {}, "rateLimits": [WEIGHT]},
}


def checked(folder, entry, *options):
    """Check an exchange that breaks ID-1 and STAT-1, where something is known."""
    (folder / "lines.jsonl").write_text(json.dumps(BROKEN) + "\n")
    (folder / "known-breaches.toml").write_text(entry)
    return conformance("check", "lines.jsonl", *options, cwd=folder)


ID_1 = '[[known]]\nclause = "ID-1"\nreason = "agreed"\n'
STAT_1 = '[[known]]\nclause = "STAT-1"\nreason = "agreed"\n'


def test_a_known_breach_fails_no_more_and_is_shown_in_the_summary(tmp_path):
    assert checked(tmp_path, ID_1).returncode == 1
    done = checked(tmp_path, ID_1 + STAT_1)
    assert done.returncode == 0
    assert "known      ID-1 MUST" in done.stdout
    assert "known: agreed" in done.stdout
    assert "  wanted  " not in done.stdout


def test_a_known_breach_is_marked_in_the_report(tmp_path):
    report = json.loads(checked(tmp_path, ID_1, "--json").stdout)
    assert fits("report", report)
    known = {r["clause"]: r["known"] for r in report["records"] if r["outcome"] == "broken"}
    assert known == {"ID-1": "agreed", "STAT-1": None}


def test_an_entry_for_a_scenario_is_not_for_captures(tmp_path):
    assert checked(tmp_path, ID_1 + STAT_1 + 'scenario = "stop-twice"\n').returncode == 1


def test_an_expired_entry_is_named_and_a_stale_one_is_not(tmp_path):
    done = checked(tmp_path, f"{ID_1}expires = 2026-01-01\n{ID_1.replace('ID-1', 'ENV-1')}")
    assert done.returncode == 1
    (note,) = [line for line in done.stdout.splitlines() if line.startswith("note ")]
    assert "known-breaches.toml: ID-1 (agreed) expired on 2026-01-01" in note


def test_a_faulty_list_of_known_breaches_is_one_clear_line(tmp_path):
    done = checked(tmp_path, ID_1.replace("ID-1", "ID-99"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("conformance: known-breaches.toml: entry 1: there is no clause")
    assert len(done.stderr.splitlines()) == 1


def test_a_key_in_the_place_of_a_method_is_not_printed(tmp_path):
    key = "Zx9q7Wk2Lm4Rt8Yp1Sd6Fg3Hj5" * 2 + "Vb0Nc7Mz5Aq8"
    answer = {"id": "a", "status": "200", "result": {}}
    done = check(tmp_path / "f", [{"method": key, "request": None, "response": answer}], "--json")
    assert done.returncode == 1
    assert key not in done.stdout + done.stderr
