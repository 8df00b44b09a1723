"""What screens read of the monitoring. Every function needs the platform's scope."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from stores.models import Store


def with_figures(stores: QuerySet[Store]) -> QuerySet[Store]:
    """The stores with ``error_rate`` (0 to 1) and ``p95_ms`` (milliseconds, of shoppers' journeys)
    over the last 24 hours, None where nobody asked for anything, and ``probe_state`` (``up``,
    ``down``; None: not yet asked). A join of one row, so lists sort by them; the rows are made
    anew every few minutes (``platform_site.monitoring.figures``)."""
    figures: dict[str, Any] = {
        "error_rate": F("health__error_rate"),
        "p95_ms": F("health__p95_ms"),
        "probe_state": F("health__state"),
    }
    return stores.annotate(**figures)
