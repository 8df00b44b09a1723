"""The environment variables of the two commands."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from .errors import LaunchError

_HOST_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Environment:
    """Checked values. ``database_url`` is None for the embedded PostgreSQL in ``data_dir``."""

    root: Path
    port: int
    data_dir: Path
    platform_domain: str
    database_url: str | None

    @classmethod
    def read(cls, variables: Mapping[str, str], root: Path) -> Environment:
        """Read PORT, DATA_DIR, PLATFORM_DOMAIN and DATABASE_URL; empty counts as unset.

        Raises LaunchError for a value that cannot be used, and creates DATA_DIR.
        """
        return cls(
            root=root,
            port=_port(variables.get("PORT") or "8000"),
            data_dir=_data_dir(variables.get("DATA_DIR") or str(root / "var")),
            platform_domain=_platform_domain(variables.get("PLATFORM_DOMAIN") or "localhost"),
            database_url=_database_url(variables.get("DATABASE_URL") or None),
        )

    def with_data_dir(self, folder: Path) -> Environment:
        return replace(self, data_dir=_data_dir(str(folder)))

    def variables(self) -> dict[str, str]:
        """The environment for child processes, which read the same names."""
        ours = {
            "PORT": str(self.port),
            "DATA_DIR": str(self.data_dir),
            "PLATFORM_DOMAIN": self.platform_domain,
            "DATABASE_URL": self.database_url or "",
            "DJANGO_SETTINGS_MODULE": "platform_site.settings",
            "PYTHONUNBUFFERED": "1",
        }
        return {**os.environ, **ours}


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise LaunchError(
            f"PORT is {value!r}, but must be a number from 1 to 65535, as in: PORT=8001 bin/run"
        )
    return int(value)


def _data_dir(value: str) -> Path:
    folder = Path(value).expanduser().absolute()
    advice = "choose a folder that you can write to, as in: DATA_DIR=~/galleria bin/run"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LaunchError(
            f"DATA_DIR {folder} cannot be created ({error.strerror}): {advice}"
        ) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise LaunchError(f"DATA_DIR {folder} cannot be written: {advice}")
    return folder.resolve()


def _platform_domain(value: str) -> str:
    if not _HOST_NAME.fullmatch(value) or len(value) > 200:
        raise LaunchError(
            f"PLATFORM_DOMAIN is {value!r}, but must be a host name without scheme and port, "
            "as in: PLATFORM_DOMAIN=shops.example.com bin/run"
        )
    return value.lower()


def _database_url(value: str | None) -> str | None:
    if value is None:
        return None
    example = "postgresql://user:password@host:5432/name"
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1
        usable = usable and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise LaunchError(
            f"DATABASE_URL must name a PostgreSQL database, as in {example} "
            "(with special characters of the password percent-encoded): "
            "correct it, or unset it to use the embedded PostgreSQL."
        )
    return value
