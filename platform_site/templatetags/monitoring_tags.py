from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from platform_site.monitoring.models import Incident, IncidentEntry
from platform_site.monitoring.rules import BY_NAME
from platform_site.monitoring.selectors import Uptime

register = template.Library()

NOTHING = "–"
WIDTH, HEIGHT, MARGIN = 160, 36, 3


@register.filter
def duration(milliseconds: float | None) -> str:
    """“85 ms”, “1.4 s”; a dash for None."""
    if milliseconds is None:
        return NOTHING
    if milliseconds < 1000:
        return f"{round(milliseconds)}\xa0ms"
    return f"{formats.number_format(milliseconds / 1000, 1)}\xa0s"


@register.filter
def percent(share: float | None) -> str:
    """0.034 → “3.40 %”; a dash for None. What is not whole is not rounded to 0 or 100."""
    if share is None:
        return NOTHING
    value = share * 100
    rounded = round(value, 2)
    if rounded in (0, 100) and rounded != value:
        rounded = 0.01 if value < 50 else 99.99
    digits = 0 if rounded == int(rounded) else 2
    return f"{formats.number_format(rounded, digits)}\xa0%"


@register.filter
def rule_title(incident: Incident) -> str:
    rule = BY_NAME.get(incident.rule)
    return str(rule.title) if rule else incident.rule


@register.filter
def uptime_label(uptime: Uptime) -> str:
    return _("24 hours") if uptime.days == 1 else _("%(days)s days") % {"days": uptime.days}


@register.filter
def entry_author(entry: IncidentEntry) -> str:
    if entry.author is None:
        return ""
    return entry.author.get_full_name() or entry.author.email


@register.inclusion_tag("platform_site/control/monitoring/line.html")
def line(values: Sequence[float | None], label: str) -> dict[str, Any]:
    """A small chart of durations, the oldest first. Where there are none, the line has a gap."""
    top = max((value for value in values if value is not None), default=0.0)
    return {
        "pieces": pieces(values, top),
        "label": label,
        "top": top,
        "width": WIDTH,
        "height": HEIGHT,
        "floor": HEIGHT - MARGIN,
    }


def pieces(values: Sequence[float | None], top: float) -> list[list[tuple[float, float]]]:
    """Points of each unbroken stretch; one alone is drawn as a short stroke."""
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    found: list[list[tuple[float, float]]] = [[]]
    for n, value in enumerate(values):
        if value is None:
            found.append([])
            continue
        y = HEIGHT - MARGIN - (value / top if top else 0) * (HEIGHT - 2 * MARGIN)
        found[-1].append((round(MARGIN + n * step, 1), round(y, 1)))
    return [
        piece if len(piece) > 1 else [piece[0], (round(piece[0][0] + 1.5, 1), piece[0][1])]
        for piece in found
        if piece
    ]
