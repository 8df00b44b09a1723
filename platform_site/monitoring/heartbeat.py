"""The background worker says each minute that it is alive, and whoever answers requests looks
whether it did: a worker that is dead cannot tell."""

from __future__ import annotations

import os
import socket
from datetime import datetime

from django.utils import timezone

from platform_site.monitoring.models import WorkerBeat
from stores.scope import platform_scope


def beat() -> None:
    """A row a process."""
    with platform_scope():
        WorkerBeat.objects.update_or_create(
            name=f"{socket.gethostname()[:100]}:{os.getpid()}",
            defaults={"beat_at": timezone.now()},
        )


def last_beat() -> datetime | None:
    """Of any worker; None: there has never been one. Needs the platform's scope."""
    return WorkerBeat.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
