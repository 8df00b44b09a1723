"""What of the monitoring happens when: in the background worker, and in the processes that answer
requests, which alone can tell that there is no worker."""

from __future__ import annotations

from time import monotonic

from django.utils import timezone

from platform_site.monitoring.alerts import send_alerts
from platform_site.monitoring.figures import refresh_figures
from platform_site.monitoring.heartbeat import beat
from platform_site.monitoring.incidents import evaluate
from platform_site.monitoring.probe_stores import start_probing
from platform_site.monitoring.retention import keep_less
from platform_site.monitoring.rules import WORKER, Situation
from stores.buffers import each_turn
from stores.schedule import every
from stores.scope import platform_scope

LOOK_SECONDS = 60

_next_look = 0.0


def register() -> None:
    every(60)(beat)
    every(60)(start_probing)
    every(60)(look)
    every(300)(refresh_figures)
    every(900)(keep_less)
    each_turn(look_after_worker)


def look() -> None:
    evaluate()
    send_alerts()


def look_after_worker() -> None:
    """Once a minute in each process that answers requests. While the worker lives, one query."""
    global _next_look
    if monotonic() < _next_look:
        return
    _next_look = monotonic() + LOOK_SECONDS
    with platform_scope():
        silent = WORKER.bad(Situation(timezone.now()))
    if silent:
        evaluate(rules=(WORKER,))
        send_alerts()
