"""Lines of one connection are judged together, in windows that do not grow with the file."""

import json

import pytest
from captured_lines import judged, limits, line, lines_of_transcript, plain, texts
from hypothesis import strategies as st
from properties import given

from conformance.contract.verdict import Outcome
from conformance.evidence.captures.lines import captured_of
from conformance.evidence.captures.shapes import Shapes
from conformance.evidence.captures.stream import LineStream
from conformance.evidence.captures.windows import LINES, WindowLine, Windows
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME

START, PING, STOP = "userDataStream.start", "userDataStream.ping", "userDataStream.stop"


def check_alike(lines):
    """Check that a window that is like an earlier one gets the verdicts that it would get."""
    data = texts(lines)
    assert plain(judged(data)) == plain(judged(data, quick=False))


def broken(result):
    """Return what is broken, by the lines of its piece."""
    return {
        (piece.first, piece.last, verdict.clause.id)
        for piece in result.certain.pieces
        for verdict in piece.verdicts
        if verdict.outcome is Outcome.BROKEN
    }


def cycle(many, connections=1, count=lambda n: 10 + 2 * n % 2000):
    """Return lines of connections side by side, each of which starts, keeps and stops a stream."""
    return [
        line(
            n,
            (START, PING, STOP)[n // connections % 3],
            result={} if n // connections % 3 == 2 else {"listenKey": f"{n:064}"},
            count=count(n),
            connection=f"c{n % connections}",
        )
        for n in range(1, many)
    ]


@pytest.mark.parametrize("connections", [1, 3])
def test_windows_alike_are_judged_alike(connections):
    check_alike(cycle(400, connections))


def test_counts_that_fall_within_a_minute_are_found_in_every_window():
    lines = cycle(200, count=lambda n: 1000 - n)
    assert any(clause == "RL-10" for *_, clause in broken(judged(texts(lines))))
    check_alike(lines)


def test_a_stop_that_costs_more_than_others_is_found():
    kinds = [STOP, PING] * 100
    count, lines = 0, []
    for n, method in enumerate(kinds, start=1):
        count += 30 if method == STOP else 2
        lines.append(line(30, method, count=count % 2400, connection="c"))
        lines[-1]["request"]["id"] = lines[-1]["response"]["id"] = f"n{n}"
        lines[-1]["response"]["result"] = {} if method == STOP else {"listenKey": "a" * 64}
    assert any(clause == "RL-11" for *_, clause in broken(judged(texts(lines))))
    check_alike(lines)


def test_a_problem_has_the_number_of_its_line():
    lines = cycle(100)
    lines[41]["response"]["status"] = "200"
    assert {first for first, last, _ in broken(judged(texts(lines)))} == {42}


def test_an_answer_on_a_later_line_belongs_to_its_request():
    lines = [line(n, at=None, connection="c") for n in range(60)]
    request, answer = {**lines[15], "response": None}, {**lines[15], "request": None}
    lines[15:16] = [request, lines[16], answer]
    del lines[18]
    assert broken(judged(texts(lines))) == set()
    wrong = json.loads(json.dumps(answer))
    wrong["response"]["status"] = "200"
    lines[17] = wrong
    assert {places[:2] for places in broken(judged(texts(lines)))} == {(16, 18)}


def test_a_second_answer_is_noticed():
    lines = [line(n, connection="c") for n in range(9)]
    again = {"response": lines[4]["response"], "connection": "c"}
    lines.insert(5, again)
    check_alike(lines * 3)
    one = judged(texts(lines))
    alone = judged(texts([line(n, connection="c") for n in range(9)]))
    assert one.certain.sums != alone.certain.sums


def test_the_session_is_known_in_later_windows():
    logon = {"request": {"id": 1, "method": "session.logon", "params": {"apiKey": "k" * 64}}}
    times = dict.fromkeys(("authorizedSince", "connectedSince", "serverTime"), 1_700_000_000_000)
    result = {"apiKey": "k" * 64, "returnRateLimits": True} | times
    logon["response"] = {"id": 1, "status": 200, "result": result} | limits()
    bare = [line(n) for n in range(2, 80)]
    for each in bare:
        del each["request"]["params"]
    lines = [each | {"connection": "c"} for each in (logon, *bare)]
    refused = json.loads(json.dumps(lines[-1]))
    refused["response"] = {
        "id": refused["request"]["id"],
        "status": 401,
        "error": {"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."},
    }
    lines[70] = refused
    results = [judged(texts(each), quick=quick) for each in (lines, lines[1:]) for quick in (1, 0)]
    assert plain(results[0]) == plain(results[1])
    assert plain(results[2]) == plain(results[3])
    assert results[0].certain.sums != results[2].certain.sums


def test_a_window_ends_while_no_request_is_open():
    windows = Windows()
    ended = [windows.add("c", WindowLine(n, texts([line(n)]))) for n in range(LINES)]
    assert [window is None for window in ended] == [True] * (LINES - 1) + [False]
    open_line = texts([line(1) | {"response": None}])
    ended = [windows.add("d", WindowLine(n, open_line)) for n in range(2 * LINES)]
    assert [window is None for window in ended] == [True] * (2 * LINES - 1) + [False]


def test_a_window_does_not_wait_for_ever():
    windows = Windows()
    windows.add("c", WindowLine(1, texts([line(1)])))
    assert [*windows.expired(4_000)] == []
    assert [*windows.expired(8_191)] == []
    assert [window.connection for window in windows.expired(8_192)] == ["c"]


def test_a_window_waits_for_seven_blocks_more():
    windows = Windows()
    windows.add("c", WindowLine(1, texts([line(1)])))
    assert [*windows.expired(2, 7)] == []
    assert [window.connection for window in windows.expired(2, 8)] == ["c"]


def test_no_more_lines_wait_than_the_last_ones_of_the_file():
    windows, ended = Windows(), 0
    for number in range(30_000):
        ended += len([*windows.expired(number)])
        windows.add(f"c{number}", WindowLine(number, b"{}"))
    assert ended > 10_000


@pytest.mark.slow("performs and judges every scenario, twice")
@pytest.mark.parametrize("first", range(0, len(BY_NAME), 12))
def test_scenarios_as_connections_are_judged_alike(first):
    check_alike(
        [
            each
            for time in range(2)
            for name in [*BY_NAME][first : first + 12]
            for each in lines_of_transcript(perform_in_memory(BY_NAME[name]), f"{name}-{time}")
        ]
    )


@pytest.mark.slow("judges a hundred captures, each in two ways")
@given(
    st.lists(
        st.tuples(st.sampled_from((START, PING, STOP)), st.integers(0, 3), st.integers(0, 90)),
        min_size=20,
        max_size=60,
    ),
    st.integers(1, 3),
)
def test_whatever_is_asked_in_whatever_order_is_judged_alike(requests, connections):
    lines = cycle(60)
    for number, (method, key, rise) in enumerate(requests, start=100):
        result = {} if method == STOP else {"listenKey": f"{key:064}"}
        more = {"connection": f"c{number % connections}"}
        lines.append(line(number, method, result=result, count=100 + rise, **more))
    check_alike(lines)


@pytest.mark.parametrize("detailed, is_shown", [(20, False), (21, True)])
def test_a_window_that_is_like_another_is_shown_up_to_the_last_detailed_line(detailed, is_shown):
    lines = [line(n, count=10 + n, connection="c") for n in range(1, 21)]
    lines += [line(n, count=10 + n, connection="d") for n in range(21, 41)]
    lines += [line(n, count=10 + n, connection="e") for n in range(41, 61)]
    result = judged(texts(lines), detailed=detailed)
    firsts = {piece.first for piece in result.certain.pieces}
    assert (21 in firsts) is is_shown
    assert 1 in firsts
    assert not {first for first in firsts if first > 21}


def test_a_window_of_what_was_captured_in_pieces_ends_after_some_of_them():
    stream = LineStream("FILE", 0, Shapes())
    waits = captured_of(1, json.dumps(line(1, connection="waits")).encode())
    results = [stream.take_captured([waits])]
    for number in range(2, 12):
        other = json.dumps(line(number, connection="other")).encode()
        results.append(stream.take_captured([captured_of(number, other)]))
    ended = [result.certain.judged for result in results]
    assert sum(ended[:8]) == 0
    assert ended[8] > 0


@pytest.mark.parametrize("logged_on", [True, False])
def test_how_a_session_was_after_a_window_is_known_in_the_next_one_for_a_while(logged_on):
    windows = Windows()
    windows.add("c", WindowLine(1, b"{}"))
    (ended,) = windows.expired(8_192)
    windows.note(ended, logged_on)
    windows.add("c", WindowLine(8_193, b"{}"))
    windows.add("d", WindowLine(8_193, b"{}"))
    assert [w.logged_on for w in windows.expired(16_384)] == [logged_on, None]
    windows.add("c", WindowLine(1_000_000, b"{}"))
    assert [w.logged_on for w in windows.expired(2_000_000)] == [None]
