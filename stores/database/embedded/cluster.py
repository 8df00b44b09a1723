"""The files of a PostgreSQL cluster: creating them, and reading what the server notes in them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from .account import Account, Command
from .configuration import DATABASE, INCLUDE_LINE, ROLE, SUPERUSER
from .errors import EmbeddedPostgresError

LOG_NAME = "server.log"
_LARGEST_LOG = 10_000_000

# Single-user mode reads one statement a line.
_BOOTSTRAP = f"""\
CREATE ROLE {ROLE} LOGIN CREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS NOREPLICATION
CREATE DATABASE {DATABASE} OWNER {ROLE}
"""


def create_cluster(cluster: Path, *, account: Account, programs: Path, durable: bool) -> None:
    """Create the cluster with the application's role and database in it.

    It is made in a folder beside and moved into place when complete, so that an interrupted
    attempt leaves nothing but that folder, which the next one removes.
    """
    if cluster.exists() and any(cluster.iterdir()):
        raise EmbeddedPostgresError(
            f"{cluster} holds files, but no PostgreSQL database: "
            "move it away, or choose another DATA_DIR."
        )
    draft = cluster.with_name(cluster.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    account.take(draft)
    _initialise(draft, account=account, programs=programs, durable=durable)
    single_user = ["--single", "-D", str(draft), "-c", "exit_on_error=on", "postgres"]
    command: Command = [programs / "postgres", *single_user]
    result = account.run(command, directory=draft, standard_input=_BOOTSTRAP)
    if result.returncode != 0:
        reason = _last_line(result.stderr)
        raise EmbeddedPostgresError(f"Creating the database role failed: {reason}.")
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(INCLUDE_LINE)
    draft.rename(cluster)


def _initialise(folder: Path, *, account: Account, programs: Path, durable: bool) -> None:
    """Run initdb: UTF-8, sorted by code point, the same on every machine.

    Where the C library has ``C.UTF-8``, it tells letters from punctuation for text search.
    """
    options = ["--username", SUPERUSER, "--auth=reject", "--encoding=UTF8", "--no-instructions"]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options += ["--text-search-config=simple"]
    if not durable:
        options.append("--no-sync")
    for locale in ("C.UTF-8", "C"):
        command: Command = [programs / "initdb", "-D", folder, f"--locale={locale}", *options]
        result = account.run(command, directory=folder)
        if result.returncode == 0:
            return
    reason = _last_line(result.stderr)
    raise EmbeddedPostgresError(f"Creating the database files failed: {reason}.")


def running_server(cluster: Path) -> tuple[int, str] | None:
    """Process number and state (as ``starting``, ``ready``) that the server noted, or None."""
    try:
        lines = (cluster / "postmaster.pid").read_text(errors="replace").splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else "starting"
    except (FileNotFoundError, ValueError, IndexError):
        return None


def rotate_log(log: Path) -> None:
    """Put a long log aside, in place of the one before."""
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))


def last_error(log: Path, *, since: int) -> str:
    """The reason that the server gave in its log after the given position, in one line."""
    with log.open("rb") as file:
        file.seek(since, os.SEEK_SET)
        lines = file.read().decode(errors="replace").splitlines()
    fatal = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
    return fatal[-1].partition(":  ")[2] if fatal else _last_line("\n".join(lines))


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "no reason given"
