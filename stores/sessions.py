"""Sessions in the database, each with its person and where it was last seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.http import HttpRequest
from django.utils import timezone

from stores.client_address import client_address
from stores.models.session import Session

SUPPORT_ACCESS = "support_access"
"""Key in the session's data: the primary key of the support access that it is part of."""

SEEN_EVERY = timedelta(minutes=5)


class SessionStore(DatabaseSessionStore):
    created_at: datetime | None = None
    last_seen_at: datetime | None = None
    address = user_agent = ""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        if row is not None:
            self.created_at, self.last_seen_at = row.created_at, row.last_seen_at
            self.address, self.user_agent = row.address, row.user_agent
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast("Session", super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        row.support_access_id = data.get(SUPPORT_ACCESS)
        row.address, row.user_agent = self.address, self.user_agent
        if self.created_at is not None:
            row.created_at = self.created_at
        return row

    def cycle_key(self) -> None:
        self.created_at = None
        super().cycle_key()

    def flush(self) -> None:
        self.created_at = None
        super().flush()

    def note(self, request: HttpRequest) -> None:
        """Where the session is used; written at most every few minutes, or with the session."""
        address, user_agent = client_address(request), request.headers.get("User-Agent", "")[:300]
        moved = (address, user_agent) != (self.address, self.user_agent)
        self.address, self.user_agent = address, user_agent.replace("\0", "")
        now = timezone.now()
        if self.last_seen_at is None or not (moved or now - self.last_seen_at > SEEN_EVERY):
            return
        self.last_seen_at = now
        Session.objects.filter(session_key=self.session_key).update(
            last_seen_at=now, address=self.address, user_agent=self.user_agent
        )
