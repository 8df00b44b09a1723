from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from stores.models import Membership, Session, Store, SupportAccess, User
from stores.roles import SUPPORT
from stores.scope import platform_scope
from stores.services.end_membership import end_membership


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


def _has_another(access: SupportAccess, store: Store, user: User) -> bool:
    others = SupportAccess.objects.filter(
        store=store, operator=user, ended_at=None, expires_at__gt=timezone.now()
    )
    return others.exclude(pk=access.pk).exists()


def _take_membership(store: Store, user: User) -> None:
    with platform_scope(on_behalf_of=store):
        here = Membership.objects.filter(store=store, user=user)
        joined_since = here.exclude(group__name=SUPPORT).exists()
        if joined_since:
            here.filter(group__name=SUPPORT).delete()
    if not joined_since:
        end_membership(store=store, user=user)
