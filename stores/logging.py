from __future__ import annotations

import logging

from stores.scope import current_scope


class ScopeFilter(logging.Filter):
    """Puts the store in scope on every record, as ``record.store``."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.store = str(current_scope())
        return True
