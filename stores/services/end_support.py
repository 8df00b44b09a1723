from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from stores.models import Membership, Session, Store, SupportAccess, User
from stores.roles import SUPPORT
from stores.scope import platform_scope
from stores.services.end_membership import end_membership

logger = logging.getLogger(__name__)


def end_support(*, access: SupportAccess) -> bool:
    """End an operator's stay in a store at once: sessions and membership go, locks are opened.

    Locks the store's row. Whether it was open; twice ends nothing more. An access whose time is
    up keeps no date of an end; what was left of it is cleared away."""
    with platform_scope():
        store = access.store
    with transaction.atomic():
        with platform_scope(on_behalf_of=store):
            Store.all_objects.select_for_update(no_key=True).get(pk=store.pk)
            was_open = bool(
                SupportAccess.objects.filter(
                    pk=access.pk, ended_at=None, expires_at__gt=timezone.now()
                ).update(ended_at=timezone.now(), entry_digest="", entry_expires_at=None)
            )
            Session.objects.filter(support_access=access.pk).delete()
            user = User.objects.filter(pk__in=[access.operator_id]).first()
            goes_on = user is not None and _has_another(access, store, user)
        if user is not None and not goes_on:
            _take_membership(store, user)
    return was_open


def end_all_support(*, operator: User) -> int:
    """At every store, as when an operator leaves the team. Returns how many were open."""
    with platform_scope():
        accesses = list(SupportAccess.objects.filter(operator=operator, ended_at=None))
    return sum(end_support(access=access) for access in accesses)


def end_expired_support() -> int:
    """Clear away what is left of visits whose time is up: the membership, which nobody sees any
    more, the sessions, and what the visitor had locked. Returns how many there were; twice finds
    none. One that fails is logged and does not keep the others waiting."""
    now = timezone.now()
    with platform_scope():
        over = SupportAccess.objects.filter(ended_at=None, expires_at__lte=now).filter(
            operator__memberships__store=F("store"),
            operator__memberships__group__name=SUPPORT,
            operator__memberships__expires_at__lte=now,
        )
        last = list(
            over.order_by("store_id", "operator_id", "-pk").distinct("store_id", "operator_id")
        )
    for access in last:
        try:
            end_support(access=access)
        except Exception:
            logger.exception("What is left of support access %s stays", access.pk)
    return len(last)


def _has_another(access: SupportAccess, store: Store, user: User) -> bool:
    others = SupportAccess.objects.filter(
        store=store, operator=user, ended_at=None, expires_at__gt=timezone.now()
    )
    return others.exclude(pk=access.pk).exists()


def _take_membership(store: Store, user: User) -> None:
    with platform_scope(on_behalf_of=store):
        here = Membership.objects.filter(store=store, user=user)
        joined_since = here.exclude(group__name=SUPPORT).exists()
        ended, _rows = here.filter(group__name=SUPPORT).delete()
    if ended and not joined_since:
        end_membership(store=store, user=user)
