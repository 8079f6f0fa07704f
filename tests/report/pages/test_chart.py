"""A chart's geometry, before it is drawn."""

import pytest

from conformance.report.pages.chart import HEIGHT, WIDTH, Point, chart_of, round_top


def test_a_line_goes_from_left_to_right_in_a_frame_with_a_round_top():
    line = [Point(10, 0, "a"), Point(15, 15, "b"), Point(20, 20, "c")]
    chart = chart_of("Weight", "a minute", {"testnet": line}, [(10, "first"), (20, "last")])
    (curve,) = chart.curves
    assert curve.points == f"0,{HEIGHT} {WIDTH / 2:g},{HEIGHT / 4:g} {WIDTH},0"
    assert [dot.name for dot in curve.dots] == ["a", "b", "c"]
    assert [label.text for label in chart.upwards] == ["20", "10", "0"]
    assert [label.percent for label in chart.across] == [0, 100]


def test_a_point_without_a_name_is_no_dot_and_a_mark_has_its_place():
    chart = chart_of("", "", {"a": [Point(0, 1, ""), Point(4, 1, "")]}, [], [(1, "revision")])
    assert chart.curves[0].dots == []
    assert [(mark.text, mark.percent) for mark in chart.marks] == [("revision", 25)]


def test_nothing_is_no_chart():
    assert chart_of("", "", {"a": []}, []) is None


def test_a_long_line_is_thinned():
    chart = chart_of("", "", {"a": [Point(n, n, "") for n in range(5000)]}, [])
    assert chart.curves[0].points.count(",") <= 400


@pytest.mark.parametrize("value, top", [(0, 1), (1, 1), (3, 5), (21, 50), (2400, 5000), (0.3, 0.5)])
def test_a_top_is_round(value, top):
    assert round_top(value) == pytest.approx(top)
