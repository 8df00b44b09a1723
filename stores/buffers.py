"""What requests leave behind and the database learns a few seconds later.

A request appends to a list in memory and asks the database nothing; a thread of this process
writes what has gathered, through a connection of its own, every few seconds and at the exit. A
buffer is bounded: while the database cannot be reached it drops what no longer fits (and counts
it) rather than grow. What is in it may be lost with the process, so it is for figures, never for
what somebody relies on."""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import connection, transaction

logger = logging.getLogger(__name__)

T = TypeVar("T")

SECONDS = 5.0
SIZE = 20_000

_buffers: list[Buffer[Any]] = []
_lock = threading.Lock()
_thread_of: int | None = None
"""The process whose thread is running: a forked one starts its own."""
_wake = threading.Event()


class Buffer(Generic[T]):
    """``write(items)`` gets what has gathered, in a transaction and with no scope: it enters the
    one it needs. If it raises, these items are dropped
    and the fault is logged."""

    def __init__(self, name: str, write: Callable[[list[T]], None], *, size: int = SIZE) -> None:
        self.name = name
        self.size = size
        self.dropped = 0
        self._write = write
        self._items: list[T] = []
        self._writing = threading.Lock()
        _buffers.append(self)

    def __len__(self) -> int:
        return len(self._items)

    def add(self, item: T) -> None:
        """Never waits and never raises. (Appending to a list is atomic; two requests at once may
        exceed the size by one.)"""
        if len(self._items) >= self.size:
            self.dropped += 1
            return
        self._items.append(item)
        if _thread_of != os.getpid():
            start_thread()

    def flush(self) -> int:
        """Write what is there; returns how many items. One at a time."""
        with self._writing:
            items, self._items = self._items, []
            if self.dropped:
                logger.warning("%s: %s entries dropped.", self.name, self.dropped)
                self.dropped = 0
            if items:
                with transaction.atomic():
                    self._write(items)
            return len(items)


def start_thread() -> None:
    """Once a process, with its first entry. Tests flush by themselves."""
    global _thread_of
    with _lock:
        if _thread_of == os.getpid() or settings.TESTING:
            return
        _thread_of = os.getpid()
        _wake.clear()
        threading.Thread(target=run, name="buffers", daemon=True).start()
        atexit.register(flush_all)


def run() -> None:
    while not _wake.wait(SECONDS):
        flush_all()


def flush_all() -> None:
    """Each buffer; a fault of one keeps no other from being written. Afterwards the connection
    goes back where it came from."""
    for buffer in list(_buffers):
        try:
            buffer.flush()
        except Exception:  # noqa: BLE001 - figures must not end the thread
            logger.exception("%s: could not be written.", buffer.name)
    connection.close_if_unusable_or_obsolete()
