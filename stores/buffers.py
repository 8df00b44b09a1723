"""What requests leave behind and the database learns a few seconds later.

A request puts something into memory and asks the database nothing; a thread of this process
writes what has gathered, through a connection of its own, every few seconds and at the exit. A
``Buffer`` keeps items, a ``Tally`` one value a key. Both are bounded: while the database cannot be
reached what there is waits for the next turn, and what no longer fits is dropped and counted. What
is in them may be lost with the process, so they are for figures, never for what somebody relies
on.

The thread begins with the first entry, so after a web server has forked; what a parent has
gathered stays the parent's to write."""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from multiprocessing.util import Finalize
from typing import Generic, Protocol, TypeVar

from django.conf import settings
from django.db import (
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)

logger = logging.getLogger(__name__)

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

SECONDS = 5.0
SIZE = 20_000

DATABASE_AWAY = (OperationalError, InterfaceError)


class Flushable(Protocol):
    name: str

    def flush(self) -> int: ...

    def forget(self) -> None: ...


_buffers: list[Flushable] = []
_turns: list[Callable[[], object]] = []
_lock = threading.Lock()
_thread_of: int | None = None
"""The process whose thread is running: a forked one starts its own."""
_end = threading.Event()


class Buffer(Generic[T]):
    """``write(items)`` gets what has gathered, in a transaction and with no scope: it enters the
    one it needs. If it raises because the database is away, these items are written next time;
    for any other fault they are dropped, and the fault is logged."""

    def __init__(self, name: str, write: Callable[[list[T]], None], *, size: int = SIZE) -> None:
        self.name = name
        self.size = size
        self.dropped = 0
        self._write = write
        self._items: list[T] = []
        self._adding = threading.Lock()
        self._writing = threading.Lock()
        _buffers.append(self)

    def __len__(self) -> int:
        return len(self._items)

    def add(self, item: T) -> None:
        """Never waits for the database and never raises."""
        with self._adding:
            if len(self._items) >= self.size:
                self.dropped += 1
            else:
                self._items.append(item)
        if _thread_of != os.getpid():
            start_thread()

    def flush(self) -> int:
        """Write what is there; returns how many items. One at a time."""
        with self._writing:
            with self._adding:
                items, self._items = self._items, []
                dropped, self.dropped = self.dropped, 0
            if dropped:
                logger.warning("%s: %s entries dropped.", self.name, dropped)
            if items:
                try:
                    with transaction.atomic():
                        self._write(items)
                except DATABASE_AWAY:
                    self._put_back(items)
                    raise
            return len(items)

    def _put_back(self, items: list[T]) -> None:
        with self._adding:
            newer = self._items[: max(self.size - len(items), 0)]
            self.dropped += len(self._items) - len(newer)
            self._items = items + newer

    def forget(self) -> None:
        self._adding, self._writing = threading.Lock(), threading.Lock()
        self._items, self.dropped = [], 0


class Tally(Generic[K, V]):
    """One value a key, for counting: however much comes in, memory and what is written grow only
    with the number of keys. ``merge(old, new)`` makes one value of two; ``write(values)`` is
    called as a buffer's is."""

    def __init__(
        self,
        name: str,
        write: Callable[[dict[K, V]], None],
        *,
        merge: Callable[[V, V], V],
        size: int = SIZE,
    ) -> None:
        self.name = name
        self.size = size
        self.dropped = 0
        self._write = write
        self._merge = merge
        self._values: dict[K, V] = {}
        self._adding = threading.Lock()
        self._writing = threading.Lock()
        _buffers.append(self)

    def __len__(self) -> int:
        return len(self._values)

    def add(self, key: K, value: V) -> None:
        """Never waits for the database and never raises. A full tally goes on counting the keys
        it knows."""
        with self._adding:
            self._put(key, value)
        if _thread_of != os.getpid():
            start_thread()

    def _put(self, key: K, value: V) -> None:
        known = self._values.get(key)
        if known is not None:
            self._values[key] = self._merge(known, value)
        elif len(self._values) < self.size:
            self._values[key] = value
        else:
            self.dropped += 1

    def flush(self) -> int:
        """Write what is there; returns how many keys. One at a time."""
        with self._writing:
            with self._adding:
                values, self._values = self._values, {}
                dropped, self.dropped = self.dropped, 0
            if dropped:
                logger.warning("%s: %s entries dropped.", self.name, dropped)
            if values:
                try:
                    with transaction.atomic():
                        self._write(values)
                except DATABASE_AWAY:
                    self._put_back(values)
                    raise
            return len(values)

    def _put_back(self, values: dict[K, V]) -> None:
        with self._adding:
            newer, self._values = self._values, values
            for key, value in newer.items():
                self._put(key, value)

    def forget(self) -> None:
        self._adding, self._writing = threading.Lock(), threading.Lock()
        self._values, self.dropped = {}, 0


def each_turn(function: Callable[[], object]) -> None:
    """Also call ``function`` after each turn of the thread, with no scope. It must be cheap and
    safe to repeat: it runs every few seconds in every process that answers requests."""
    if function not in _turns:
        _turns.append(function)


def start_thread() -> None:
    """Once a process, with its first entry. Tests flush by themselves."""
    global _thread_of
    with _lock:
        if _thread_of == os.getpid() or settings.TESTING:
            return
        _thread_of = os.getpid()
        _end.clear()
        threading.Thread(target=run, name="buffers", daemon=True).start()
        # A web server's process ends by the one or by the other; the second finds nothing left.
        atexit.register(end)
        Finalize(None, end, exitpriority=10)


def run() -> None:
    while not _end.wait(SECONDS):
        flush_all()
        for function in _turns:
            try:
                function()
            except Exception:
                logger.exception("%s failed; it is tried again", function.__name__)


def end() -> None:
    """In the process whose thread it is, not in one that was forked from it."""
    if _thread_of == os.getpid() and not _end.is_set():
        _end.set()
        flush_all()


def flush_all() -> None:
    """Each buffer; a fault of one keeps no other from being written. Afterwards the connection
    goes back where it came from."""
    for buffer in list(_buffers):
        try:
            let_go()
            buffer.flush()
        except DATABASE_AWAY as error:
            logger.warning("%s: kept, as the database is away: %s", buffer.name, error)
            let_go()
        except Exception:
            logger.exception("%s: could not be written.", buffer.name)
    let_go()


def let_go() -> None:
    """Of a connection that is broken or too old; not in somebody's transaction."""
    with suppress(Exception):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def after_fork() -> None:
    """A child has none of its parent's threads, and its locks may be held by one of them."""
    global _lock, _end
    _lock, _end = threading.Lock(), threading.Event()
    for buffer in _buffers:
        buffer.forget()


os.register_at_fork(after_in_child=after_fork)
