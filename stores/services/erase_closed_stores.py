"""What becomes of a store that is closing: its owners are reminded, then it is erased."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone, translation

from stores.mail import sender
from stores.models import AuditEntry, BasePage, Store, User
from stores.roles import Role
from stores.scope import PLATFORM_ID, platform_scope
from stores.services.change_status import facts_of
from stores.services.erase_store import erase_store
from stores.services.mail_owners import mail_owners
from stores.services.record_audit import record_audit
from stores.sign_in.notices import language_of
from stores.text import one_line

logger = logging.getLogger(__name__)

REMIND_BEFORE = timedelta(days=3)
NOT_BEFORE = timedelta(days=1)
"""Since the mail that said when: of a short grace nobody needs to be reminded the same day."""


def remind_of_erasure() -> int:
    """Mail the owners of stores that are erased within the next days. Returns how many stores.

    The store's audit log keeps that it was done, so that twice finds none; a store that began to
    close anew is told anew. One that fails is logged, and tried again with the next call."""
    now = timezone.now()
    reminded = AuditEntry.objects.filter(
        store=OuterRef("pk"),
        action="store.erasure_announced",
        created_at__gte=OuterRef("status_changed_at"),
    )
    due = {
        "status": Store.Status.CLOSING,
        "erase_at__lte": now + REMIND_BEFORE,
        "erase_at__gt": now,
        "status_changed_at__lte": now - NOT_BEFORE,
    }
    with platform_scope():
        waiting = list(Store.objects.filter(~Exists(reminded), **due))
    return sum(remind(store) for store in waiting)


def remind(store: Store) -> bool:
    try:
        with platform_scope(on_behalf_of=store), transaction.atomic():
            stores = Store.objects.select_for_update(no_key=True)
            locked = stores.filter(pk=store.pk, status=Store.Status.CLOSING).first()
            if locked is None:
                return False
            mail_owners(store=locked, notice="erased_soon", facts=facts_of(locked))
            record_audit(action="store.erasure_announced", object_name=locked.slug)
    except Exception:
        logger.exception("The owners of %s were not reminded of its erasure", store.slug)
        return False
    return True


def erase_closed_stores() -> int:
    """Erase the stores whose grace is over. Returns how many; twice finds none. One that fails
    is logged, and tried again with the next call; it does not keep the others waiting."""
    with platform_scope():
        due = list(Store.objects.filter(**due_by(timezone.now())).order_by("erase_at"))
    return sum(erase_if_due(store) for store in due)


def erase_if_due(store: Store) -> bool:
    """Whether it was still due: it is looked at again under a lock, so that an operator who cancels
    the closing meanwhile is heard. The lock lets figures be made, which ``erase_store`` waits
    for."""
    try:
        with platform_scope(), transaction.atomic():
            BasePage.objects.select_for_update().get(depth=1)
            stores = Store.objects.select_for_update(no_key=True)
            if not stores.filter(pk=store.pk, **due_by(timezone.now())).exists():
                return False
            farewells = [farewell(store, owner) for owner in owners_of(store)]
            erase_store(store=store)
    except Exception:
        logger.exception("%s was to be erased and was not", store.slug)
        return False
    for mail in farewells:  # No task: its row would keep the address of somebody who is gone.
        try:
            mail.send()
        except OSError:
            logger.warning("An owner of %s was not told that it is erased", store.slug)
    return True


def due_by(now: datetime) -> dict[str, Any]:
    return {"status": Store.Status.CLOSING, "erase_at__lte": now}


def owners_of(store: Store) -> list[User]:
    owners = User.objects.filter(
        memberships__store=store, memberships__group__name=Role.OWNER, is_active=True
    )
    return list(owners.distinct())


def farewell(store: Store, owner: User) -> EmailMessage:
    """Made while the store is there, sent by the platform when it no longer is."""
    with translation.override(language_of(owner, store)):
        text = render_to_string("stores/mail/owners/erased.txt", {"store": store}).strip()
    subject, _line, body = text.partition("\n")
    return EmailMessage(
        subject=one_line(subject),
        body=body.strip() + "\n",
        from_email=sender(Store.all_objects.get(pk=PLATFORM_ID)),
        to=[owner.email],
    )
