from __future__ import annotations

from django.core.management.base import CommandError

from stores.models import Store
from stores.scope import ScopeError, current_store_id, platform_scope


def named_store() -> Store:
    """The store that ``--store SLUG`` names: manage.py runs the command in its scope."""
    try:
        store_id = current_store_id()
    except ScopeError:
        raise CommandError("Say which store: --store SLUG.") from None
    with platform_scope():
        return Store.objects.select_related("plan", "site__root_page").get(pk=store_id)
