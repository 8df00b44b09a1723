from __future__ import annotations

from stores.models import Store
from stores.services.update_store import update_store


def require_second_factor(*, store: Store, required: bool) -> Store:
    """Whether everybody of the store signs in with a second factor (store 0: operators).

    The plan may ask for it besides. Who has none is led to the set-up with the next request.
    Locks the store's row, whose change the database writes to the audit log. Safe to repeat."""
    store.requires_second_factor = required
    return update_store(store, edited=["requires_second_factor"])
