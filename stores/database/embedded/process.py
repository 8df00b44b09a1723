"""The server as a process: launching it, ending it, and clearing up after one that was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil

from .account import Account
from .cluster import LOG_NAME, last_error, rotate_log, running_server
from .errors import EmbeddedPostgresError

START_SECONDS = 300
STOP_SECONDS = 60


class Server:
    """The server process of a cluster; ``socket_lock`` is the lock file beside its socket."""

    def __init__(self, cluster: Path, *, socket_lock: Path) -> None:
        self.cluster = cluster
        self._socket_lock = socket_lock
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self, program: Path, account: Account) -> None:
        """Start the process and wait until it accepts connections, or raise EmbeddedPostgresError.

        After a crash of the machine it recovers first, for which it has five minutes.
        """
        deadline = time.monotonic() + START_SECONDS
        while not self._try_to_launch(program, account, deadline):
            # Backends of a server that was killed are still going down.
            time.sleep(0.5)

    def end(self) -> None:
        """Stop the server: at once for its clients, but with everything written (fast shutdown)."""
        found = running_server(self.cluster)
        if found is not None:
            pid, _ = found
            for request, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10)):
                os.kill(pid, request)
                if self._is_gone(within=patience):
                    break
        self.forget()

    def forget(self) -> None:
        """End a process that was launched here and may not be up yet, and wait for its end."""
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(signal.SIGINT)
            self._process.wait(STOP_SECONDS)
            self._process = None

    def _is_gone(self, *, within: float) -> bool:
        deadline = time.monotonic() + within
        while running_server(self.cluster) is not None:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _try_to_launch(self, program: Path, account: Account, deadline: float) -> bool:
        """Returns False if it failed for a reason that will pass."""
        self._remove_stale_locks()
        log = self.cluster / LOG_NAME
        rotate_log(log)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        with os.fdopen(os.open(log, flags, 0o600), "ab") as output:
            account.take(log)
            earlier = output.seek(0, os.SEEK_END)
            self._process = process = account.begin(
                [program, "-D", self.cluster], directory=self.cluster, output=output
            )
        while process.poll() is None:
            if running_server(self.cluster) == (process.pid, "ready"):
                return True
            if time.monotonic() > deadline:
                process.send_signal(signal.SIGQUIT)
                process.wait()
            time.sleep(0.01)
        reason = last_error(log, since=earlier)
        if "pre-existing shared memory block" in reason and time.monotonic() < deadline:
            return False
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL did not start: {reason} (its log is {log})."
        )

    def _remove_stale_locks(self) -> None:
        """Remove lock files of a killed server whose process number belongs to another program.

        That is the rule in containers, where each start hands out the same numbers; PostgreSQL
        itself recognises a free number only. A server that is just going down is waited for.
        """
        for lock in (self.cluster / "postmaster.pid", self._socket_lock):
            try:
                process = psutil.Process(abs(int(lock.read_text().split()[0])))
                if self._is_server(process):
                    process.wait(STOP_SECONDS)
                else:
                    lock.unlink()
            except psutil.TimeoutExpired as error:
                raise EmbeddedPostgresError(
                    f"A PostgreSQL server (process {error.pid}) uses {self.cluster}, "
                    "but does not answer: end it first."
                ) from None
            except (FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
                continue

    def _is_server(self, process: psutil.Process) -> bool:
        """Whether a process works in the cluster's folder, as the server does from its start on."""
        try:
            return Path(process.cwd()) == self.cluster and process.status() != psutil.STATUS_ZOMBIE
        except psutil.AccessDenied:
            return False
