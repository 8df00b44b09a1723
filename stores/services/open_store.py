from __future__ import annotations

from stores.models import Store
from stores.services.change_status import change_status


def open_store(*, store: Store) -> Store:
    """Let shoppers in for the first time: pending → active. Its owner does it, or an operator.

    Enters the platform's scope, locks the store's row and sets ``opened_at``; the owners get a
    mail. Raises ValidationError for a store that is not pending: twice, the second raises."""
    return change_status(store=store, status=Store.Status.ACTIVE, only_from=(Store.Status.PENDING,))
