"""The server's configuration files, written anew before each start.

Settings of one's own go to the cluster's ``postgresql.conf``, below the line that includes
``galleria.conf``.
"""

from __future__ import annotations

import os
from pathlib import Path

from .account import Account, account_name

ROLE = "galleria"
DATABASE = "galleria"
SUPERUSER = "postgres"
PORT = 5432
INCLUDE_LINE = "\ninclude 'galleria.conf'\n"

_SETTINGS = """\
# Written by Galleria at each start. Settings of your own: postgresql.conf, after the include.
listen_addresses = ''
port = {port}
unix_socket_directories = {sockets}
unix_socket_permissions = 0700
max_connections = 150
superuser_reserved_connections = 3
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 64MB
max_wal_size = 1GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
log_line_prefix = '%m [%p] %q%u@%d '
"""

# A crash of the machine may lose such a cluster, which a test run does not mind.
_NOT_DURABLE = """\
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
"""

# Nobody reaches the superuser through the socket; the cluster's owner can, in single-user mode.
_ACCESS = f"""\
# Written by Galleria at each start.
# TYPE  DATABASE  USER    METHOD
local   all       {ROLE}  peer map={ROLE}
"""


def write_configuration(
    cluster: Path, *, account: Account, socket_dir: Path, durable: bool
) -> None:
    """Write ``galleria.conf``, ``pg_hba.conf`` and ``pg_ident.conf`` into the cluster."""
    settings = _SETTINGS.format(port=PORT, sockets=_quoted_directory(socket_dir))
    if not durable:
        settings += _NOT_DURABLE
    people = sorted({account.name, account_name(os.geteuid()), account_name(0)})
    identities = "".join(f'{ROLE}  "{person}"  {ROLE}\n' for person in people)
    _write(cluster / "galleria.conf", settings, account)
    _write(cluster / "pg_hba.conf", _ACCESS, account)
    identities = f"# Written by Galleria at each start.\n{identities}"
    _write(cluster / "pg_ident.conf", identities, account)


def _quoted_directory(path: Path) -> str:
    """A folder as an element of a comma-separated list inside a quoted setting."""
    element = '"' + str(path).replace('"', '""') + '"'
    return "'" + element.replace("\\", "\\\\").replace("'", "''") + "'"


def _write(path: Path, text: str, account: Account) -> None:
    """Replace a file as a whole, owned by the server's account."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    account.take(draft)
    draft.replace(path)
