from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.utils.translation import gettext as _
from psycopg import IsolationLevel

from stores.models import Store
from stores.portability.archive import CHUNK, ArchiveWriter, Progress
from stores.portability.outgoing import OutgoingKeys, outgoing_rows
from stores.portability.rules import STORE_COLUMNS_LEFT_OUT, trade_tables
from stores.portability.shapes import Shape, shapes
from stores.scope import store_scope
from stores.services.record_audit import record_audit


def export_store(
    *, store: Store, output: Path, trade: bool = True, progress: Progress | None = None
) -> None:
    """Write all rows and media of ``store`` into the archive ``output``; the format is described
    in docs/portability.md. Without ``trade`` nothing that came from customers goes along.

    Reads one moment of the database and locks nothing; the audit log notes it. Twice on an
    unchanged store gives the same bytes. ``progress`` is called with what is done and what there
    is to do; what it raises ends the export. Raises OSError where it cannot write; a half-written
    file is never left under that name."""
    taken = [s for s in shapes().values() if trade or s.table not in trade_tables()]
    with store_scope(store), one_moment(), ArchiveWriter(output) as archive:
        keys = OutgoingKeys(store, taken)
        archive.write_lines("store.json", [store_facts(store)])
        files = sum(len(keys.positions[s.table]) for s in taken if file_columns(s))
        step = steps(progress, len(taken) + files)
        tables, names = write_tables(archive, taken, keys, step)
        missing = write_media(archive, sorted(names), step)
        people = [
            {"email": u.email, "first_name": u.first_name, "last_name": u.last_name}
            for u in keys.people
        ]
        archive.write_lines("people.jsonl", people)
        archive.finish(tables=tables, missing_media=missing, trade=trade)
    with store_scope(store):
        record_audit(action="export.made", object_name=_("The whole store"))


def steps(progress: Progress | None, total: int) -> Callable[[], None]:
    """Counts what is done: a table or a file with each call."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(min(done, total), total)

    return step


def one_moment() -> Any:
    """A transaction that sees the database as it was when it began."""
    if connection.in_atomic_block:
        return transaction.atomic()
    connection.ensure_connection()
    return _RepeatableRead()


class _RepeatableRead(transaction.Atomic):
    def __init__(self) -> None:
        super().__init__(using=None, savepoint=True, durable=True)

    def __enter__(self) -> None:
        self.previous = connection.connection.isolation_level
        connection.connection.isolation_level = IsolationLevel.REPEATABLE_READ
        super().__enter__()

    def __exit__(self, *args: Any) -> None:
        try:
            super().__exit__(*args)
        finally:
            if connection.connection is not None:
                connection.connection.isolation_level = self.previous


def store_facts(store: Store) -> dict[str, Any]:
    facts = {
        str(field.column): getattr(store, field.attname)
        for field in Store._meta.concrete_fields
        if field.column not in STORE_COLUMNS_LEFT_OUT
    }
    return {**facts, "plan": store.plan.code if store.plan else None}


def write_tables(
    archive: ArchiveWriter, taken: list[Shape], keys: OutgoingKeys, step: Callable[[], None]
) -> tuple[dict[str, Any], set[str]]:
    tables: dict[str, Any] = {}
    names: set[str] = set()
    for shape in taken:
        files = file_columns(shape)

        def rows(shape: Shape = shape, files: list[str] = files) -> Iterator[dict[str, Any]]:
            for row in outgoing_rows(shape, keys):
                names.update(row[column] for column in files if row[column])
                yield row

        count = archive.write_lines(f"tables/{shape.table}.jsonl", rows())
        tables[shape.table] = {"columns": list(shape.columns), "rows": count}
        step()
    return tables, names


def file_columns(shape: Shape) -> list[str]:
    return [
        str(field.column)
        for field in shape.model._meta.local_fields
        if isinstance(field, models.FileField)
    ]


def write_media(archive: ArchiveWriter, names: list[str], step: Callable[[], None]) -> list[str]:
    """Returns the names of files that rows tell of and that are not there."""
    missing = []
    for name in names:
        step()
        try:
            file = default_storage.open(name)
        except FileNotFoundError:
            missing.append(name)
            continue
        with file:
            archive.write(f"media/{name}", file.chunks(CHUNK), compressed=False)
    return missing
