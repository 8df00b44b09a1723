from __future__ import annotations

from django.db import transaction

from stores.models import Store
from stores.scope import platform_scope


def set_maintenance(*, store: Store, is_on: bool, message: str = "") -> bool:
    """Shut a store's shop for maintenance, or open it; of the platform's own row (store 0): the
    shops of all stores. Enters the platform's scope and locks the row. Whether anything changed:
    twice, the second changes nothing."""
    with platform_scope(on_behalf_of=store), transaction.atomic():
        locked = Store.all_objects.select_for_update(no_key=True).get(pk=store.pk)
        if (locked.in_maintenance, locked.maintenance_message) == (is_on, message):
            return False
        locked.in_maintenance, locked.maintenance_message = is_on, message
        locked.save(update_fields=["in_maintenance", "maintenance_message", "updated_at"])
    return True
