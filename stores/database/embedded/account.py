"""The operating system account that the server runs as.

PostgreSQL refuses to run as root. A normal user runs it as oneself; root hands it to the account that
owns the cluster, which is the system account ``galleria-postgres`` unless a user made the cluster before.
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
from typing import Any

from .errors import EmbeddedPostgresError

SERVICE_ACCOUNT = "galleria-postgres"
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Account:
    """An account by name and numbers; ``switch`` is True if root has to change to it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def process_options(self) -> dict[str, Any]:
        """Arguments for ``subprocess`` that run a child as this account, without root's groups."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def run(
        self, command: Sequence[str | Path], *, directory: Path, standard_input: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end as this account and return its output and exit code."""
        return subprocess.run(
            command,
            input=standard_input,
            cwd=directory,
            env=server_environment(),
            capture_output=True,
            text=True,
            errors="replace",
            umask=0o077,
            start_new_session=True,
            timeout=300,
            check=False,
            **self.process_options(),
        )

    def take(self, path: Path) -> None:
        """Make this account the owner of a file or folder that the current process has created."""
        if self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def server_environment() -> dict[str, str]:
    """The environment without variables that would configure PostgreSQL behind our back."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C"}


def server_account(cluster: Path) -> Account:
    """The account for a cluster: the current one, or for root the cluster's owner or the service account."""
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
        owner = account_name(cluster.stat().st_uid)
        raise EmbeddedPostgresError(
            f"The database in {cluster} belongs to {owner}, not to {name}: "
            "run as the user who made it (or as root), or choose another DATA_DIR."
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
    options = "--system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin"
    for _ in range(_ATTEMPTS):
        # Fails while another process adds the same account, and holds the lock on the list of accounts.
        result = subprocess.run(
            [useradd, *options.split(), SERVICE_ACCOUNT], capture_output=True, text=True, check=False
        )
        try:
            return pwd.getpwnam(SERVICE_ACCOUNT)
        except KeyError:
            time.sleep(0.5)
    raise EmbeddedPostgresError(
        f"PostgreSQL does not run as root, and the system user {SERVICE_ACCOUNT} could not be created "
        f"({result.stderr.strip()}): create it, run as a normal user, or set DATABASE_URL."
    )


def open_the_way(account: Account, folders: Iterable[Path]) -> list[Path]:
    """Let the account pass through the folders and all above them; returns those that were changed.

    Only passing through is granted (``o+x``), not listing.
    """
    changed: list[Path] = []
    if not account.switch:
        return changed
    for folder in folders:
        for step in [*reversed(folder.parents), folder]:
            if not _may(account, step, stat.S_IXUSR):
                step.chmod(stat.S_IMODE(step.stat().st_mode) | stat.S_IXOTH)
                changed.append(step)
    return changed


def make_readable(account: Account, installation: Path) -> None:
    """Let the account read and run the server's program files, however strict the umask at their installation."""
    samples = (installation, installation / "bin" / "postgres", installation / "share" / "postgres.bki")
    if not account.switch or all(_may(account, path, stat.S_IRUSR) for path in samples):
        return
    for path in [installation, *installation.rglob("*")]:
        if not path.is_symlink():
            mode = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def _may(account: Account, path: Path, owner_bit: int) -> bool:
    """Whether the mode of a file gives the account a right, named by the owner's bit of it."""
    status = path.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & owner_bit)
    if status.st_gid == account.gid:
        return bool(status.st_mode & (owner_bit >> 3))
    return bool(status.st_mode & (owner_bit >> 6))
