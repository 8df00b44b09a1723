"""What operators do to a store."""

from __future__ import annotations

from django.db import transaction

from stores.models import Store
from stores.scope import platform_scope


def change_store_status(*, slug: str, status: str, note: str = "") -> Store:
    """Suspend, resume or disable a store; takes effect with the next request to it.

    Locks the store's row, so that of two operators the second is refused instead of undoing the
    first. Raises Store.DoesNotExist, and ValidationError naming both statuses for a transition
    that is not declared: so called twice, the second time raises and changes nothing.
    """
    with platform_scope(), transaction.atomic():
        store = Store.objects.select_for_update().get(slug=slug)
        store.change_status(status, note=note)
        return store
