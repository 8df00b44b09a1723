from __future__ import annotations

import logging

from stores.scope import current_scope


class ScopeFilter(logging.Filter):
    """Puts the store in scope on every record, as ``record.store``.

    Django reports a refused or failed request after the last middleware has left the scope; such
    a record brings its request, which knows its store."""

    def filter(self, record: logging.LogRecord) -> bool:
        store = getattr(getattr(record, "request", None), "store", None)
        record.store = store.slug if store is not None else str(current_scope())
        return True
