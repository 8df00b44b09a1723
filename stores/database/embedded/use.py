"""Who uses the server, known to all processes of the machine through file locks."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Use:
    """This process's part in the use of the server.

    The operating system drops the locks of a process that ends, however it ends.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._entered: int | None = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Starting and stopping happen one at a time on the whole machine."""
        descriptor = self._open("postgres.lock")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def enter(self) -> None:
        """Count as a user from now on; nothing happens if that is so already."""
        if self._entered is None:
            self._entered = self._open("postgres.users")
            fcntl.flock(self._entered, fcntl.LOCK_SH)

    def leave(self) -> None:
        if self._entered is not None:
            fcntl.flock(self._entered, fcntl.LOCK_UN)
            os.close(self._entered)
            self._entered = None

    def has_users(self) -> bool:
        descriptor = self._open("postgres.users")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def _open(self, name: str) -> int:
        return os.open(self._data_dir / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
