"""A fingerprint of all that a store has, to tell that an attack changed nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import connection

from stores.isolation.registry import store_tables
from stores.models import Store
from stores.scope import platform_scope


def digest(store: Store) -> dict[str, str]:
    """By table (and folder of files): how many rows, and a checksum of all their columns."""
    found = {}
    with platform_scope(), connection.cursor() as cursor:
        for rule in store_tables():
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
                f' FROM "{rule.table}" t WHERE "{rule.column}" = %s',
                [store.pk],
            )
            found[rule.table] = "{} {}".format(*cursor.fetchone())
        cursor.execute(
            "SELECT count(*), md5(coalesce(string_agg(u::text, '|' ORDER BY u.id), ''))"
            " FROM stores_user u WHERE u.id IN"
            " (SELECT user_id FROM stores_membership WHERE store_id = %s)",
            [store.pk],
        )
        found["stores_user"] = "{} {}".format(*cursor.fetchone())
    found["files"] = files_of(store)
    return found


def files_of(store: Store, *, left_out: str = "") -> str:
    """``left_out`` is a folder."""
    folder = Path(settings.MEDIA_ROOT) / "stores" / str(store.pk)
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != left_out
    )
    summary = hashlib.sha256()
    for path in files:
        summary.update(str(path).encode() + path.read_bytes())
    return f"{len(files)} {summary.hexdigest()}"


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [
        f"{name}: {before.get(name)} became {after.get(name)}"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]
