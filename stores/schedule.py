"""What is done again and again in the background, by whichever worker comes first.

An app above registers in ``AppConfig.ready``::

    every(60)(end_expired_support)

Each runs in no scope and enters what it needs. It must be safe to repeat and cheap when there is
nothing to do; of two workers only one runs it at a time. One that fails is logged and tried again
when it is due next, and does not keep the others from running."""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection

logger = logging.getLogger(__name__)

F = TypeVar("F", bound=Callable[[], Any])

_entries: dict[str, tuple[Callable[[], Any], float]] = {}
LOCKS = 0x6761_6C6C  # Advisory locks of the schedule, apart from those of others.


def every(seconds: float) -> Callable[[F], F]:
    def register(function: F) -> F:
        _entries[f"{function.__module__}.{function.__qualname__}"] = (function, seconds)
        return function

    return register


def entries() -> dict[str, tuple[Callable[[], Any], float]]:
    """Name → function and seconds."""
    return dict(_entries)


class Schedule:
    """One worker's view of what is due; at its start everything is."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}

    def run_due(self) -> None:
        for name, (function, seconds) in entries().items():
            if time.monotonic() >= self._next.get(name, 0.0):
                self._next[name] = time.monotonic() + seconds
                run_alone(name, function)


def run_alone(name: str, function: Callable[[], Any]) -> bool:
    """Whether it was run: not while another worker is at it."""
    key = zlib.crc32(name.encode()) - 2**31
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, key])
        if not cursor.fetchone()[0]:
            return False
    try:
        function()
    except Exception:
        logger.exception("%s failed; it is tried again", name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, key])
    return True
