"""What can go wrong, for the person who reads it."""

from __future__ import annotations


class EmbeddedPostgresError(RuntimeError):
    """The embedded PostgreSQL cannot be used; the message is one line that says what to do."""
