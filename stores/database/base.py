"""Django's PostgreSQL backend, with the scope applied to the session before every statement.

The scope travels in three custom settings that the row-level security policies read:
``galleria.store`` (owner of new rows), ``galleria.sees_from`` and ``galleria.sees_to``; a fourth,
``galleria.actor``, says for the audit log who acts. They are sent only when the wanted ones differ
from those applied to the connection.

The settings are per session, so a connection pooler in transaction mode (pgbouncer's
``pool_mode = transaction``) must not stand between; Django's own pool is fine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import register_tzloader
from psycopg.pq import Format, TransactionStatus

from stores.actors import acting, current_actor
from stores.scope import Scope, current_scope, enter

SET_SCOPE = (
    "SELECT set_config('galleria.store', %s, false),"
    " set_config('galleria.sees_from', %s, false),"
    " set_config('galleria.sees_to', %s, false),"
    " set_config('galleria.actor', %s, false)"
)

# What PostgreSQL answers to statements that may change the session's settings behind our back:
# a rollback (also of a savepoint, and a COMMIT that became one) restores those from before.
FORGETS = frozenset({"ROLLBACK", "RESET", "SET", "DISCARD ALL"})


class FollowsScope:
    """Applies the scope before each statement, so that a cursor kept open follows it too."""

    galleria_wrapper: DatabaseWrapper | None = None
    statusmessage: str | None

    def _scope(self) -> None:
        if self.galleria_wrapper is not None:
            self.galleria_wrapper.apply_scope()

    def _forget(self, query: Any) -> None:
        """Of several statements at once only the first tells what it was."""
        if self.galleria_wrapper is None:
            return
        if self.statusmessage in FORGETS or ";" in str(query):
            self.galleria_wrapper.forget_scope()

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        self._scope()
        try:
            return super().execute(query, *args, **kwargs)  # type: ignore[misc]
        finally:
            self._forget(query)

    def executemany(self, *args: Any, **kwargs: Any) -> Any:
        self._scope()
        return super().executemany(*args, **kwargs)  # type: ignore[misc]

    def stream(self, *args: Any, **kwargs: Any) -> Any:
        self._scope()
        return super().stream(*args, **kwargs)  # type: ignore[misc]

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        self._scope()
        return super().copy(*args, **kwargs)  # type: ignore[misc]


class ScopedCursor(FollowsScope, base.Cursor):
    pass


class ScopedServerSideCursor(FollowsScope, base.ServerSideCursor):
    """PostgreSQL reads the settings at the first fetch and not when the cursor is declared, so
    what was declared in one scope and is fetched in another must not see a third."""

    def fetchone(self) -> Any:
        self._scope()
        return super().fetchone()

    def fetchmany(self, size: int = 0) -> Any:
        self._scope()
        return super().fetchmany(size)

    def fetchall(self) -> Any:
        self._scope()
        return super().fetchall()

    def __iter__(self) -> Iterator[Any]:
        self._scope()
        return super().__iter__()


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._applied_scope: tuple[Scope, str] | None = None

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        params["cursor_factory"] = ScopedCursor
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        # A pooled connection comes back with whatever scope its last user left on it.
        self.forget_scope()
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self._named_cursor(name) if name else super().create_cursor()
        cursor.galleria_wrapper = self
        return cursor

    def _named_cursor(self, name: str) -> ScopedServerSideCursor:
        cursor = ScopedServerSideCursor(  # type: ignore[call-arg]
            self.connection, name=name, scrollable=False, withhold=self.connection.autocommit
        )
        loader = self.connection.adapters.get_loader(base.TIMESTAMPTZ_OID, Format.TEXT)
        if self.timezone != loader.timezone:
            register_tzloader(self.timezone, cursor)
        return cursor

    def forget_scope(self) -> None:
        """What is applied is unknown from here on: send the scope before the next statement."""
        self._applied_scope = None

    def apply_scope(self) -> None:
        scope, actor = wanted = current_scope(), current_actor().setting
        if wanted == self._applied_scope or self.connection is None:
            return
        if self._transaction_failed():
            return  # Every statement fails until the rollback, which forgets the scope.
        # A plain cursor of psycopg: neither logged as a query nor scoped again.
        with psycopg.Cursor(self.connection) as cursor:
            owner = "" if scope.owner is None else str(scope.owner)
            cursor.execute(SET_SCOPE, (owner, str(scope.sees_from), str(scope.sees_to), actor))
        self._applied_scope = wanted

    def on_commit(self, func: Callable[[], Any], robust: bool = False) -> None:
        """What is to run after the commit runs in the scope that asked for it, and for whom,
        which may have been left by then."""
        scope, actor = current_scope(), current_actor()

        @wraps(func)
        def in_scope() -> Any:
            with enter(scope), acting(actor):
                return func()

        super().on_commit(in_scope if callable(func) else func, robust)

    # A rollback (also to a savepoint, and a commit that fails) takes set_config back with it.

    def _transaction_failed(self) -> bool:
        return (
            self.connection is not None
            and self.connection.info.transaction_status == TransactionStatus.INERROR
        )

    def _rollback(self) -> Any:
        self.forget_scope()
        return super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)
        self.forget_scope()

    def _commit(self) -> Any:
        # PostgreSQL turns the commit of a failed transaction into a rollback and reports success.
        if self._transaction_failed():
            self.forget_scope()
        try:
            return super()._commit()
        except Exception:
            self.forget_scope()
            raise

    def _close(self) -> None:
        self.forget_scope()
        super()._close()
