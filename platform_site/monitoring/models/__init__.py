from platform_site.monitoring.models.health import ProbeCount, StoreHealth, WorkerBeat
from platform_site.monitoring.models.incident import Incident, IncidentEntry
from platform_site.monitoring.models.response_time import ResponseTime, Span

__all__ = [
    "Incident",
    "IncidentEntry",
    "ProbeCount",
    "ResponseTime",
    "Span",
    "StoreHealth",
    "WorkerBeat",
]
