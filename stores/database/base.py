"""Django's PostgreSQL backend, with the scope applied to the session before every statement.

The scope travels in three custom settings that the row-level security policies read:
``galleria.store`` (owner of new rows), ``galleria.sees_from`` and ``galleria.sees_to``.
They are sent only when the wanted scope differs from the one applied to the connection.

The settings are per session, so a connection pooler in transaction mode (pgbouncer's
``pool_mode = transaction``) must not stand between; Django's own pool is fine.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from stores.scope import Scope, current_scope

SET_SCOPE = (
    "SELECT set_config('galleria.store', %s, false),"
    " set_config('galleria.sees_from', %s, false),"
    " set_config('galleria.sees_to', %s, false)"
)


class ScopedCursor(base.Cursor):
    """Applies the scope before each statement, so that a cursor kept open follows it too."""

    galleria_wrapper: DatabaseWrapper | None = None

    def _scope(self) -> None:
        if self.galleria_wrapper is not None:
            self.galleria_wrapper.apply_scope()

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        self._scope()
        return super().execute(*args, **kwargs)

    def executemany(self, *args: Any, **kwargs: Any) -> Any:
        self._scope()
        return super().executemany(*args, **kwargs)

    def stream(self, *args: Any, **kwargs: Any) -> Any:
        self._scope()
        return super().stream(*args, **kwargs)

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        self._scope()
        return super().copy(*args, **kwargs)


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._applied_scope: Scope | None = None

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        params["cursor_factory"] = ScopedCursor
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        # A pooled connection comes back with whatever scope its last user left on it.
        self.forget_scope()
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        self.apply_scope()  # A named (server-side) cursor keeps the scope it was opened in.
        cursor = super().create_cursor(name)
        if isinstance(cursor, ScopedCursor):
            cursor.galleria_wrapper = self
        return cursor

    def forget_scope(self) -> None:
        """What is applied is unknown from here on: send the scope before the next statement."""
        self._applied_scope = None

    def apply_scope(self) -> None:
        wanted = current_scope()
        if wanted == self._applied_scope or self.connection is None:
            return
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return  # Every statement fails until the rollback, which forgets the scope.
        # A plain cursor of psycopg: neither logged as a query nor scoped again.
        with psycopg.Cursor(self.connection) as cursor:
            owner = "" if wanted.owner is None else str(wanted.owner)
            cursor.execute(SET_SCOPE, (owner, str(wanted.sees_from), str(wanted.sees_to)))
        self._applied_scope = wanted

    # A rollback (also to a savepoint, and a commit that fails) takes set_config back with it.

    def _rollback(self) -> Any:
        self.forget_scope()
        return super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)
        self.forget_scope()

    def _commit(self) -> Any:
        try:
            return super()._commit()
        except Exception:
            self.forget_scope()
            raise

    def _close(self) -> None:
        self.forget_scope()
        super()._close()
