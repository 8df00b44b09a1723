"""Tables of this app, for Django to find them."""

from platform_site.monitoring.models import (
    Incident,
    IncidentEntry,
    ProbeCount,
    ResponseTime,
    StoreHealth,
    WorkerBeat,
)

__all__ = [
    "Incident",
    "IncidentEntry",
    "ProbeCount",
    "ResponseTime",
    "StoreHealth",
    "WorkerBeat",
]
