"""The operating system account that the server runs as.

PostgreSQL refuses to run as root. A normal user runs it as oneself; root hands it to the account
that owns the cluster: the system account ``galleria-postgres``, or the user who made it before.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .errors import EmbeddedPostgresError

SERVICE_ACCOUNT = "galleria-postgres"
_ATTEMPTS = 5

Command = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Account:
    """An account by name and numbers; ``switch`` is True if root has to change to it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run(
        self, command: Command, *, directory: Path, standard_input: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end as this account and return its output and exit code."""
        return subprocess.run(  # noqa: S603 - programs of the wheel
            command,
            input=standard_input,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=300,
            check=False,
            **self._process_options(directory),
        )

    def begin(
        self, command: Command, *, directory: Path, output: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        """Start a command as this account, and let it go on when the current process ends."""
        return subprocess.Popen(  # noqa: S603 - programs of the wheel
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            **self._process_options(directory),
        )

    def take(self, path: Path) -> None:
        """Become the owner of a file or folder that the current process has created."""
        if self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def _process_options(self, directory: Path) -> dict[str, Any]:
        """Own session (Ctrl-C does not reach it), no root's groups, and an environment without
        the variables that would configure PostgreSQL behind our back."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))}
        options = {"cwd": directory, "umask": 0o077, "start_new_session": True}
        if self.switch:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return {**options, "env": kept | {"LC_ALL": "C"}}


def server_account(cluster: Path) -> Account:
    """The current account; for root the cluster's owner, or the service account for a new one."""
    uid = os.geteuid()
    if uid != 0:
        return _current_account(cluster, uid)
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return Account(account_name(owner.st_uid), owner.st_uid, owner.st_gid, switch=True)
    entry = _service_account()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)


def account_name(uid: int) -> str:
    """The name of an account, or its number if it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _current_account(cluster: Path, uid: int) -> Account:
    name = account_name(uid)
    if name == str(uid):
        raise EmbeddedPostgresError(
            f"User id {uid} has no name on this machine, which PostgreSQL needs: "
            "add it to /etc/passwd, or set DATABASE_URL to a PostgreSQL of your own."
        )
    if cluster.exists() and cluster.stat().st_uid != uid:
        raise EmbeddedPostgresError(
            f"The database in {cluster} belongs to {account_name(cluster.stat().st_uid)}, "
            f"not to {name}: run as the user who made it (or as root), "
            "or choose another DATA_DIR."
        )
    return Account(name, uid, os.getegid(), switch=False)


def _service_account() -> pwd.struct_passwd:
    """The system account of the server, created when it is first needed.

    ``nobody`` stands in where ``useradd`` is missing (Alpine, busybox).
    """
    try:
        return pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        pass
    useradd = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if useradd is None:
        return pwd.getpwnam("nobody")
    options = ["--system", "--user-group", "--no-create-home", "--home-dir=/nonexistent"]
    command = [useradd, *options, "--shell=/usr/sbin/nologin", SERVICE_ACCOUNT]
    for _ in range(_ATTEMPTS):
        # It fails while another process holds the lock on the list of accounts.
        result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the same
        try:
            return pwd.getpwnam(SERVICE_ACCOUNT)
        except KeyError:
            time.sleep(0.5)
    raise EmbeddedPostgresError(
        f"PostgreSQL does not run as root, and the system user {SERVICE_ACCOUNT} "
        f"could not be created ({result.stderr.strip()}): "
        "create it, run as a normal user, or set DATABASE_URL."
    )


def open_the_way(account: Account, folders: Iterable[Path]) -> list[Path]:
    """Let the account pass through the folders and all above them; returns the changed ones.

    Only passing through is granted (``o+x``), not listing.
    """
    changed: list[Path] = []
    if not account.switch:
        return changed
    for folder in folders:
        for each in [*reversed(folder.parents), folder]:
            if not _may(account, each, stat.S_IXUSR):
                each.chmod(stat.S_IMODE(each.stat().st_mode) | stat.S_IXOTH)
                changed.append(each)
    return changed


def make_readable(account: Account, folders: Iterable[Path]) -> None:
    """Let the account read and run the files in the folders, whatever umask they came with."""
    if not account.switch:
        return
    for folder in folders:
        for path in [folder, *folder.rglob("*")]:
            if path.is_symlink() or _may(account, path, stat.S_IRUSR):
                continue
            mode = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def _may(account: Account, path: Path, owner_bit: int) -> bool:
    """Whether a file's mode gives the account a right, named by the owner's bit of it."""
    status = path.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & owner_bit)
    if status.st_gid == account.gid:
        return bool(status.st_mode & (owner_bit >> 3))
    return bool(status.st_mode & (owner_bit >> 6))
