from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone

from stores.models import Store
from stores.scope import platform_scope
from stores.services.change_status import change_status

logger = logging.getLogger(__name__)


def end_suspensions() -> int:
    """Open the stores whose suspension was to end by itself and whose time has come.

    Returns how many; twice finds none. One that fails is logged, and tried again with the next
    call; it does not keep the others waiting."""
    with platform_scope():
        due = list(Store.objects.filter(**due_now()).order_by("status_until"))
    return sum(end_suspension(store) for store in due)


def end_suspension(store: Store) -> bool:
    """Whether it was still due: under the store's lock it is looked at again."""
    try:
        with platform_scope(), transaction.atomic():
            stores = Store.objects.select_for_update(no_key=True)
            if not stores.filter(pk=store.pk, **due_now()).exists():
                return False
            change_status(store=store, status=Store.Status.ACTIVE)
    except Exception:
        logger.exception("The suspension of %s was to end and did not", store.slug)
        return False
    return True


def due_now() -> dict[str, object]:
    return {"status": Store.Status.SUSPENDED, "status_until__lte": timezone.now()}
