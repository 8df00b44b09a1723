"""Publishing and taking down what its editors scheduled, store by store."""

from __future__ import annotations

import logging

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import DraftStateMixin, Revision

from stores.isolation.registry import rule_for
from stores.scope import PLATFORM_ID, store_scope

logger = logging.getLogger(__name__)


def publish_scheduled() -> list[int]:
    """Run Wagtail's own step in the scope of each store where something is due.

    Needs the platform's scope. Returns the stores' ids. Safe to repeat; a store where it fails
    is logged and does not keep the others waiting."""
    due = stores_with_due()
    for store_id in due:
        with store_scope(store_id):
            try:
                call_command("publish_scheduled")
            except Exception:
                logger.exception("Scheduled publishing failed")
    return due


def stores_with_due() -> list[int]:
    queries = [
        f'SELECT store_id FROM "{Revision._meta.db_table}" WHERE approved_go_live_at < %(now)s'  # noqa: S608 - tables' names
    ]
    for model in apps.get_models():
        rule = rule_for(model._meta.db_table)
        if (
            issubclass(model, DraftStateMixin)
            and any(field.name == "expire_at" for field in model._meta.local_fields)
            and rule is not None
            and rule.has_store
        ):
            queries.append(
                f'SELECT store_id FROM "{rule.table}" WHERE live AND expire_at < %(now)s'  # noqa: S608 - a table's name
            )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(queries), {"now": timezone.now()})
        return sorted(row[0] for row in cursor.fetchall() if row[0] != PLATFORM_ID)
