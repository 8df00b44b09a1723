from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stores.models import PlatformSettings, Store
from stores.models.store import transition_refused
from stores.scope import PLATFORM_ID, platform_scope
from stores.services.mail_owners import mail_owners
from stores.services.record_audit import record_audit

Status = Store.Status


def change_status(
    *,
    store: Store,
    status: str,
    note: str = "",
    message: str = "",
    until: datetime | None = None,
    only_from: Collection[str] = (),
) -> Store:
    """Open, suspend, resume, disable or begin to close a store; in force with its next request.

    ``note`` is for the provider's team. ``message`` (to shoppers) and ``until`` (when it ends by
    itself) belong to a suspension. A store that is closing is erased after the platform's
    ``closing_days``. ``only_from`` narrows the declared transitions to what the caller was asked
    for. Each owner gets a mail. Enters the platform's scope and locks the store's
    row, so that of two who act at once the second is refused instead of undoing the first.

    Raises Store.DoesNotExist, and ValidationError for a transition that is not declared (naming
    both statuses) or an ``until`` that is over (by field): so twice, the second raises."""
    if status != Status.SUSPENDED:
        message, until = "", None
    if until is not None and until <= timezone.now():
        raise ValidationError({"until": [_("Choose a moment in the future.")]})
    erase_at = None
    if status == Status.CLOSING:
        erase_at = timezone.now() + timedelta(days=PlatformSettings.load().closing_days)
    with platform_scope(on_behalf_of=store), transaction.atomic():
        locked = Store.objects.select_for_update(no_key=True).get(pk=store.pk)
        was = locked.status
        if only_from and was not in only_from:
            raise transition_refused(locked, status)
        locked.change_status(status, note=note, message=message, until=until, erase_at=erase_at)
        write_down(locked, was=was)
        mail_owners(store=locked, notice=notice_of(was, status), facts=facts_of(locked))
    return locked


def write_down(store: Store, *, was: str) -> None:
    """In the platform's own log, with the note, which is not the owner's to read: the store's log
    has the change itself. It is there still when the store is erased."""
    record_audit(
        action="store.status_changed",
        object_name=store.slug,
        before={"status": was},
        after={"status": store.status, **facts_of(store)},
        reason=store.status_note,
        store=Store.all_objects.get(pk=PLATFORM_ID),
    )


def notice_of(was: str, status: str) -> str:
    """The mail that tells of a change."""
    if status == Status.ACTIVE:
        return {Status.PENDING: "opened", Status.CLOSING: "closing_canceled"}.get(
            Status(was), "resumed"
        )
    if status == Status.DISABLED and was == Status.CLOSING:
        return "closing_canceled_disabled"
    return str(status)


def facts_of(store: Store) -> dict[str, str]:
    facts = {"message": store.status_message}
    if store.status_until is not None:
        facts["until"] = store.status_until.isoformat()
    if store.erase_at is not None:
        facts["erase_at"] = store.erase_at.isoformat()
    return facts
