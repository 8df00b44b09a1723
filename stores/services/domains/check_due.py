from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from stores.models import Domain
from stores.scope import platform_scope, store_scope
from stores.services.domains.check_domain import check_domain

MOST_AT_ONCE = 10
"""Each may wait for seconds, and mails wait behind them."""
UNTIL_LATER = timedelta(minutes=15)


def check_due_domains() -> int:
    """Put the checks that are due into the queue of background work; returns how many. Each minute
    (``stores.schedule``); of several workers none takes what another has."""
    now = timezone.now()
    with platform_scope(), transaction.atomic():
        due = Domain.objects.filter(next_check_at__lte=now, kind=Domain.Kind.CUSTOM)
        waiting = due.select_for_update(skip_locked=True, of=("self",)).select_related("store")
        found = list(waiting.order_by("next_check_at")[:MOST_AT_ONCE])
        # Whatever becomes of the task, it is tried again.
        Domain.objects.filter(pk__in=[one.pk for one in found]).update(
            next_check_at=now + UNTIL_LATER
        )
    for domain in found:
        with store_scope(domain.store):
            check_one.enqueue(domain.pk)
    return len(found)


@task()
def check_one(domain_id: int) -> None:
    check_domain(domain_id=domain_id)
