"""A chart as plain numbers: lines and points in a frame, and the labels of its two axes.

A template draws it. What is at the left is 0, and at the right `WIDTH`; the top is 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 160
_MOST_POINTS: Final = 400
_STEPS: Final = (1, 2, 5, 10)
_Scale = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a line: where it is across, how high, its run's name, and its place there."""

    across: float
    value: float
    name: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A point in the frame."""

    x: float
    y: float
    name: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a chart: its name, the points of its drawing, and those that have a name."""

    name: str
    points: str
    dots: list[Dot]


@dataclass(frozen=True, slots=True)
class Label:
    """A label of an axis, and how far along it is, in percent."""

    text: str
    percent: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its title and unit, its lines, its labels, and where it has marks, with words."""

    title: str
    unit: str
    curves: list[Curve]
    across: list[Label]
    upwards: list[Label]
    marks: list[Label]
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(
    title: str,
    unit: str,
    lines: Mapping[str, Sequence[Point]],
    across: Sequence[tuple[float, str]],
    marks: Sequence[tuple[float, str]] = (),
) -> Chart | None:
    """Return a chart of lines by name; None where no line has a point.

    ``across`` are the labels of the axis from left to right, each with its place; ``marks`` are
    places with words. The places of points, labels and marks have one unit.
    """
    points = [point for line in lines.values() for point in line]
    if not points:
        return None
    places = [point.across for point in points] + [place for place, _ in across]
    left, right = min(places), max(places)
    top = round_top(max(point.value for point in points))

    def percent(place: float) -> float:
        return round(100 * (place - left) / (right - left), 2) if right > left else 50.0

    return Chart(
        title,
        unit,
        [_curve(name, line, percent, top) for name, line in lines.items() if line],
        [Label(text, percent(place)) for place, text in across],
        [Label(f"{top * share:g}", 100 * (1 - share)) for share in (1, 0.5, 0)],
        [Label(text, percent(place)) for place, text in marks],
    )


def _curve(name: str, line: Sequence[Point], percent: _Scale, top: float) -> Curve:
    shown = line[:: max(1, math.ceil(len(line) / _MOST_POINTS))]
    dots = [
        Dot(
            round(percent(point.across) * WIDTH / 100, 1),
            round(HEIGHT - max(0, point.value) * HEIGHT / top, 1),
            point.name,
            point.anchor,
        )
        for point in shown
    ]
    points = " ".join(f"{dot.x:g},{dot.y:g}" for dot in dots)
    return Curve(name, points, [dot for dot in dots if dot.name])


def round_top(value: float) -> float:
    """Return a round number that is not below a value: 1, 2 or 5 with zeros."""
    if value <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(value))
    return float(next(step * power for step in _STEPS if step * power >= value))
