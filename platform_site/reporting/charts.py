"""Charts as SVG, drawn on the server: pure functions of plain values.

Colours and widths are classes of ``platform_site/reporting.css``, so that no style stands in the
markup and the dark theme has its own. Time runs from the left in every language, as in any chart;
the stylesheet sees to that. Who cannot see them has the title, the description and the table that
goes with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Number = int | float | Decimal
WIDTH, HEIGHT = 520, 220
LEFT, RIGHT, TOP, BOTTOM = 62, 10, 14, 32
TICKS = 4
LABELS = 5


@dataclass(frozen=True, slots=True)
class Point:
    label: str
    """Below it, such as a day."""
    value: Number | None
    """None: not known, which is a gap and not a zero."""
    title: str
    """All of it in words, shown by the pointer."""


@dataclass(frozen=True, slots=True)
class Chart:
    key: str
    """Tells it from the others on its page: letters and hyphens."""
    title: str
    description: str
    points: Sequence[Point]
    kind: Literal["line", "bars"] = "line"
    before: Sequence[Number | None] = ()
    """The period before, point by point."""

    @property
    def is_empty(self) -> bool:
        return not any(point.value for point in self.points)


def draw(chart: Chart, write: Callable[[Number], str]) -> SafeString:
    """The chart; ``write`` puts the numbers of its axis into words, shortly."""
    values = [*(point.value for point in chart.points), *chart.before]
    top = top_of_axis([value for value in values if value is not None])
    body = bars(chart, top) if chart.kind == "bars" else line(chart, top)
    return format_html(
        '<svg class="chart__drawing" viewBox="0 0 {} {}" role="img"'
        ' aria-labelledby="{}-title {}-desc" preserveAspectRatio="xMidYMid meet">'
        '<title id="{}-title">{}</title>'
        '<desc id="{}-desc">{}</desc>{}{}{}{}</svg>',
        WIDTH, HEIGHT, chart.key, chart.key, chart.key, chart.title, chart.key, chart.description,
        axis(top, write), before(chart, top), body, labels(chart),
    )  # fmt: skip


def top_of_axis(values: Sequence[Number]) -> float:
    """A round number that none exceeds, and that ``TICKS`` divides into round ones: 4, 8, 20, 40,
    80, 200 …; 1 where there is nothing."""
    most = float(max(values, default=0))
    if most <= 0:
        return 1.0
    step = most / TICKS
    magnitude = 10.0 ** floor(log10(step))
    for factor in (1, 2, 2.5, 5, 10):
        if factor * magnitude * (1 + 1e-9) >= step:
            return float(factor * magnitude * TICKS)
    raise AssertionError  # One of them does: step is below ten magnitudes.


def x_of(position: int, count: int) -> float:
    """The middle of a point's share of the width."""
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (position + 0.5) / max(count, 1), 2)


def y_of(value: Number, top: float) -> float:
    height = HEIGHT - TOP - BOTTOM
    return round(TOP + height * (1 - min(max(float(value) / top, 0), 1)), 2)


def axis(top: float, write: Callable[[Number], str]) -> SafeString:
    ticks = [top * tick / TICKS for tick in range(TICKS + 1)]
    return format_html_join(
        "",
        '<line class="chart__grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="chart__tick" x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (LEFT, WIDTH - RIGHT, y_of(tick, top), y_of(tick, top), LEFT - 8,
             round(y_of(tick, top) + 4, 2), write(tick))
            for tick in ticks
        ),
    )  # fmt: skip


def labels(chart: Chart) -> SafeString:
    """A few of them, evenly: they must not run into each other."""
    count = len(chart.points)
    every = max(-(-count // LABELS), 1)
    return format_html_join(
        "",
        '<text class="chart__tick" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (x_of(position, count), HEIGHT - 8, chart.points[position].label)
            for position in range(every // 2, count, every)
        ),
    )


def runs(values: Sequence[Number | None], top: float) -> list[list[str]]:
    """Coordinates of what is drawn in one go: a gap begins another."""
    found: list[list[str]] = [[]]
    for position, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append(f"{x_of(position, len(values))},{y_of(value, top)}")
    return [run for run in found if run]


def line(chart: Chart, top: float) -> SafeString:
    values = [point.value for point in chart.points]
    count, ground = len(values), y_of(0, top)
    areas = format_html_join(
        "",
        '<polygon class="chart__area" points="{},{} {} {},{}"/>',
        (
            (run[0].partition(",")[0], ground, " ".join(run), run[-1].partition(",")[0], ground)
            for run in runs(values, top)
        ),
    )
    lines = format_html_join(
        "",
        '<polyline class="chart__line" points="{}"/>',
        ((" ".join(run),) for run in runs(values, top)),
    )
    dots = format_html_join(
        "",
        '<circle class="chart__dot" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        (
            (x_of(n, count), y_of(point.value, top), 3 if count <= 31 else 2, point.title)
            for n, point in enumerate(chart.points)
            if point.value is not None
        ),
    )
    return areas + lines + dots


def bars(chart: Chart, top: float) -> SafeString:
    count = len(chart.points)
    width = round((WIDTH - LEFT - RIGHT) / max(count, 1) * 0.7, 2)
    return format_html_join(
        "",
        '<rect class="chart__bar" x="{}" y="{}" width="{}" height="{}" rx="1">'
        "<title>{}</title></rect>",
        (
            (round(x_of(n, count) - width / 2, 2), y_of(point.value, top), width,
             round(y_of(0, top) - y_of(point.value, top), 2), point.title)
            for n, point in enumerate(chart.points)
            if point.value is not None
        ),
    )  # fmt: skip


def before(chart: Chart, top: float) -> SafeString:
    return format_html_join(
        "",
        '<polyline class="chart__before" points="{}"/>',
        ((" ".join(run),) for run in runs(chart.before, top)),
    )
