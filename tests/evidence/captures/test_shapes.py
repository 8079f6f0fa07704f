"""Lines judged in full and lines that fit a shape: both ways agree, on every input."""

import itertools
import json

import pytest
from captured_lines import KEY, judged, line, lines_of_transcript, plain, texts
from hypothesis import strategies as st
from places import DATA
from properties import given

from conformance.contract.clauses import MUTANTS
from conformance.evidence.captures import shapes as module
from conformance.evidence.captures.shapes import Shapes
from conformance.evidence.captures.stream import LineStream
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME
from conformance.sensitivity.generated import cases, damage

METHODS = ("userDataStream.stop", "userDataStream.start", "userDataStream.ping")


def listen_key(number):
    """Return a listen key of its own."""
    return {"listenKey": f"{number:064}"}


def kept(many, **more):
    """Return lines of three methods that keep the contract."""
    return [
        line(n, METHODS[n % 3], result=listen_key(n) if n % 3 else {}, count=10 + n % 40, **more)
        for n in range(many)
    ]


def check_alike(lines):
    """Check that both ways agree on lines, of which those that keep the contract come first."""
    data = texts([*kept(24), *lines, *lines])
    assert plain(judged(data)) == plain(judged(data, quick=False))


def test_a_line_like_two_before_it_is_not_judged_again():
    shapes = Shapes()
    judged(texts([line(1), line(2)]), shapes=shapes)
    assert shapes.match(texts([line(3, key="Z" * 64, count=2399)]))


@pytest.mark.parametrize(
    "other",
    [
        line(3, count=2401),
        line(3, count=-2),
        line(3, key="k" * 63),
        line(3, key="k" * 63 + "-"),
        line(3, more=1),
        line(3, at="2026-11-20T25:00:00.250Z"),
        line(3, at="2026-11-21T10:00:00.250Z"),
        line(3) | {"request": line(4)["request"]},
        line(10**40),
        line(3) | {"response": line(3)["response"] | {"status": 200.0}},
    ],
)
def test_a_line_that_differs_in_anything_else_fits_no_shape(other):
    shapes = Shapes()
    judged(texts([line(1), line(2)]), shapes=shapes)
    assert shapes.match(texts([line(3)]))
    assert shapes.match(texts([other])) is None


@pytest.mark.parametrize("limit, is_learned", [(10**9 - 1, True), (10**9, False)])
def test_a_limit_of_ten_digits_is_of_no_shape(limit, is_learned):
    limits = [{**line()["response"]["rateLimits"][0], "limit": limit}]
    lines = [
        each | {"response": each["response"] | {"rateLimits": limits}}
        for each in (line(n) for n in (1, 2, 3))
    ]
    shapes = Shapes()
    judged(texts(lines[:2]), shapes=shapes)
    assert bool(shapes.match(texts(lines[2:]))) is is_learned


def test_what_fits_a_shape_works_as_what_was_judged_in_full():
    shapes = Shapes()
    judged(texts([line(1), line(2)]), shapes=shapes)
    result = judged(texts([line(3)]), shapes=shapes)
    assert result.works


def test_lines_are_taken_by_their_shapes_unless_that_is_not_wanted():
    stream = LineStream("FILE", 0, Shapes())
    assert stream.quick


def test_of_many_shapes_the_ones_that_were_met_last_are_kept(monkeypatch):
    monkeypatch.setattr(module, "_MOST_SHAPES", 2)
    shapes = Shapes()
    one, two, three = (
        [line(n, method, result=listen_key(n) if n % 3 else {}, count=20) for n in numbers]
        for method, numbers in zip(METHODS, [(3, 6, 9), (1, 4, 7), (2, 5, 8)], strict=True)
    )
    judged(texts([*one[:2], *two[:2], one[2]]), shapes=shapes)
    judged(texts(three[:2]), shapes=shapes)
    assert [bool(shapes.match(texts([lines[2]]))) for lines in (one, two, three)] == [
        True,
        False,
        True,
    ]


def test_a_count_below_what_the_request_costs_fits_no_shape():
    lines = [line(n, count=count) for n, count in enumerate((9, 8, 7, 0, 1, 2, 3, 9))]
    check_alike(lines)


def test_an_id_that_is_also_a_key_fits_no_shape():
    key = "a" * 20
    twin = line(7, key=key)
    twin["request"]["id"] = twin["response"]["id"] = key
    check_alike([line(1, key=key), line(2, key=key), twin, twin])


def test_what_every_line_breaks_is_found_in_every_line():
    lines = [line(n) | {"response": line(n)["response"] | {"more": 1}} for n in range(1, 30)]
    result = judged(texts(lines))
    assert [piece.first for piece in result.certain.pieces] == [*range(1, 30)]
    check_alike(lines)


def test_what_is_inconclusive_in_every_line_is_counted():
    bare = [line(n) for n in range(1, 30)]
    for each in bare:
        del each["response"]["rateLimits"]
    result = judged(texts(bare))
    assert result.certain.pieces == []
    assert {
        n for (_, outcome, _), (n, _) in result.certain.sums.items() if outcome == "inconclusive"
    } == {29}
    check_alike(bare)


def test_observed_answers_are_judged_alike():
    lines = (DATA / "observed.jsonl").read_bytes().splitlines()
    data = b"\n".join(lines * 4)
    assert plain(judged(data)) == plain(judged(data, quick=False))


@pytest.mark.slow("judges hundreds of damaged lines, each in two ways")
def test_generated_damage_is_judged_alike():
    damaged = [
        each
        for case in itertools.islice(cases(), 0, None, 173)
        for each in lines_of_transcript(damage(case))
    ]
    assert len(damaged) > 400
    check_alike(damaged)


@pytest.mark.slow("performs and judges every scenario, twice")
@pytest.mark.parametrize("first", range(0, len(BY_NAME), 12))
def test_scenarios_are_judged_alike(first):
    names = [*BY_NAME][first : first + 12]
    lines = [
        each for name in names for each in lines_of_transcript(perform_in_memory(BY_NAME[name]))
    ]
    check_alike(lines)


@pytest.mark.slow("performs and judges against each mutant, one after the other")
@pytest.mark.parametrize("mutant", [mutant for _, mutant in MUTANTS], ids=lambda m: m.name)
def test_each_mutant_is_judged_alike(mutant):
    names = ("stop-with-api-key", "stop-without-credentials", "stop-twice")
    lines = [
        each
        for name in names
        for each in lines_of_transcript(perform_in_memory(BY_NAME[name], mutant=mutant))
    ]
    check_alike(lines)


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3000), st.floats(), st.text(max_size=3)
)
PLACES = st.sampled_from(
    [
        ("request", "id"),
        ("request", "params", "apiKey"),
        ("response", "id"),
        ("response", "status"),
        ("response", "rateLimits", 0, "count"),
        ("response", "rateLimits", 0, "limit"),
        ("response", "result"),
        ("at",),
        ("session",),
        ("endpoint",),
    ]
)


@pytest.mark.slow("judges hundreds of damaged lines, each in two ways")
@given(
    st.lists(
        st.tuples(PLACES, st.one_of(SCALARS, st.just(KEY), st.text("0123456789aZ-", max_size=40))),
        max_size=6,
    )
)
def test_lines_that_nobody_thought_of_are_judged_alike(changes):
    lines = []
    for number, (place, value) in enumerate(changes):
        changed = line(number)
        inner = changed
        for name in place[:-1]:
            inner = inner[name]
        inner[place[-1]] = value
        lines += [changed, json.loads(json.dumps(changed).replace("id-", "no-"))]
    check_alike(lines)


def falling(many, **more):
    """Return lines whose counts fall within a minute."""
    return [line(n, count=1000 - n, **more) for n in range(1, many)]


@pytest.mark.parametrize(
    "more",
    [
        {"connection": "a b"},
        {"connection": ""},
        {"connection": "é"},
        {"connection": True},
        {"connection": 1.5},
        {"connection": "x" * 70},
        {"meta": {"connection": "c1"}},
        {"meta": {"connection": "c1"}, "connection": None},
        {"meta": {"at": "2026-11-20T10:00:30Z", "id": 1}, "connection": "c"},
    ],
    ids=str,
)
def test_members_that_only_seem_to_be_a_connection_or_a_time_change_nothing(more):
    lines = falling(60, **more)
    assert plain(judged(texts(lines))) == plain(judged(texts(lines), quick=False))


def test_a_connection_in_escapes_is_one():
    lines = [
        json.dumps(each).replace('"conn', '"\\u0063onn').encode()
        for each in falling(60, connection="c")
    ]
    assert plain(judged(texts(lines))) == plain(judged(texts(lines), quick=False))


def test_a_time_beyond_the_year_3000_fits_no_shape():
    lines = [line(n, at=f"2999-12-31T{h}:00:00-05:00") for n, h in enumerate((10, 11, 12, 20, 21))]
    assert plain(judged(texts(lines))) == plain(judged(texts(lines), quick=False))


def test_ids_that_are_no_groups_are_paired_anew_in_every_window():
    long, answers = "y" * 40, []
    for n in range(1, 130):
        each = line(n, count=10 + (n if n < 65 else 0), connection="c")
        each["request"]["id"] = long
        each["response"]["id"] = long
        if n % 2:
            each["response"] = {"id": None, "status": 401, "error": {"code": -2015, "msg": "No."}}
        answers.append(each)
    assert plain(judged(texts(answers))) == plain(judged(texts(answers), quick=False))
    assert plain(judged(texts(answers[::-1]))) == plain(judged(texts(answers[::-1]), quick=False))


def test_a_key_in_escapes_is_the_same_key():
    lines = [
        json.dumps(
            line(n, METHODS[n % 3], result=listen_key(n % 5) if n % 3 else {}, connection="c")
        )
        for n in range(1, 90)
    ]
    escaped = [
        each.replace('"kkk', '"\\u006bkk') if n % 3 else each for n, each in enumerate(lines)
    ]
    data = texts([each.encode() for each in escaped])
    assert plain(judged(data)) == plain(judged(data, quick=False))


def test_a_shape_that_was_given_up_is_learned_again(monkeypatch):
    monkeypatch.setattr(module, "_MOST_SHAPES", 1)
    shapes = Shapes()
    one, two = ([line(n, method, count=20) for n in range(1, 6)] for method in METHODS[:2])
    for lines in (one[:2], two[:2], one[2:4]):
        judged(texts(lines), shapes=shapes)
    assert [bool(shapes.match(texts([lines[4]]))) for lines in (one, two)] == [True, False]
