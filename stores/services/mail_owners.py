"""Mails to a store's owners from its provider: a template for each notice, in the background."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django_tasks import task

from stores.mail import sender
from stores.models import Store, User
from stores.roles import Role
from stores.scope import current_store_id, store_scope
from stores.sign_in.notices import language_of
from stores.text import one_line

logger = logging.getLogger(__name__)

RETRIES = 5
FIRST_RETRY = timedelta(minutes=2)
MOMENTS = ("until", "erase_at")
"""Facts that are moments, as ISO 8601: a task's arguments are JSON."""


def mail_owners(*, store: Store, notice: str, facts: Mapping[str, str] | None = None) -> int:
    """Mail each owner of the store in their language, in the background; returns how many.

    ``notice`` names a template of ``stores/mail/owners/``, whose first line is the subject.
    Part of the caller's transaction; twice mails twice."""
    with store_scope(store):
        owners = list(
            User.objects.filter(memberships__group__name=Role.OWNER, is_active=True)
            .distinct()
            .values_list("pk", flat=True)
        )
        for owner_id in owners:
            mail_owner.enqueue(owner_id, notice, dict(facts or {}))
    return len(owners)


@task()
def mail_owner(owner_id: int, notice: str, facts: dict[str, str], attempt: int = 0) -> None:
    """A mail server that cannot be reached is tried again later. Somebody who is no owner any
    more gets nothing."""
    owner = User.objects.filter(
        pk=owner_id, is_active=True, memberships__group__name=Role.OWNER
    ).first()
    if owner is None:
        return
    store = Store.all_objects.get(pk=current_store_id())
    try:
        owners_mail(store=store, owner=owner, notice=notice, facts=facts).send()
    except OSError:
        logger.warning("Owner %s: “%s” was not sent.", owner_id, notice, exc_info=True)
        if attempt < RETRIES and mail_owner.get_backend().supports_defer:
            when = timezone.now() + FIRST_RETRY * 2**attempt
            mail_owner.using(run_after=when).enqueue(owner_id, notice, facts, attempt + 1)


def owners_mail(
    *, store: Store, owner: User, notice: str, facts: Mapping[str, str]
) -> EmailMessage:
    """In the owner's language and the store's time zone."""
    context: dict[str, Any] = {**facts, "store": store, "owner": owner}
    for name in MOMENTS:
        if name in facts:
            context[name] = parse_datetime(facts[name])
    context["shop_url"] = store.absolute_url("/")
    context["admin_url"] = store.absolute_url("/admin/")
    with translation.override(language_of(owner, store)), timezone.override(store.time_zone):
        text = render_to_string(f"stores/mail/owners/{notice}.txt", context).strip()
    subject, _line, body = text.partition("\n")
    return EmailMessage(
        subject=one_line(subject),
        body=body.strip() + "\n",
        from_email=sender(store),
        to=[owner.email],
    )
