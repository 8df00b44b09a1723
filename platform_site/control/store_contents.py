"""What there is of a store, in numbers: for who is about to erase it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import store_tables
from stores.models import Store
from stores.storage import store_folder

SHOWN: dict[str, str | Promise] = {
    "commerce_order": _("Orders"),
    "catalog_product": _("Products"),
    "stores_basepage": _("Pages"),
    "stores_image": _("Pictures"),
    "stores_document": _("Documents"),
    "wagtailforms_formsubmission": _("Messages from visitors"),
    "stores_membership": _("People"),
    "stores_domain": _("Domains"),
    "stores_auditentry": _("Entries of the audit log"),
}


def rows_of_store(store: Store) -> dict[str, int]:
    """Table → rows, of all tables that the isolation registry knows and that have any. One query
    in the platform's scope."""
    tables = [(rule.table, rule.column) for rule in store_tables()]
    parts = [
        f'SELECT \'{table}\', count(*) FROM "{table}" WHERE "{column}" = %s'  # noqa: S608 - names of the registry
        for table, column in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [store.pk] * len(parts))
        return {table: count for table, count in cursor.fetchall() if count}


def files_of_store(store: Store) -> tuple[int, int]:
    """How many, and their bytes."""
    folder = Path(store_folder(settings.MEDIA_ROOT, store.pk))
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)
