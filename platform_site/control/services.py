"""What operators do to a store."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from stores.models import Store
from stores.scope import platform_scope
from stores.services.change_status import change_status


def change_store_status(
    *,
    slug: str,
    status: str,
    note: str = "",
    message: str = "",
    until: datetime | None = None,
    only_from: Collection[str] = (),
) -> Store:
    """``stores.services.change_status`` of the store that an address names. Raises
    Store.DoesNotExist besides what that raises."""
    with platform_scope():
        store = Store.objects.get(slug=slug)
    return change_status(
        store=store, status=status, note=note, message=message, until=until, only_from=only_from
    )
