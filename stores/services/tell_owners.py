from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from stores.mail import sender
from stores.models import Store, SupportAccess, User
from stores.roles import Role
from stores.scope import store_scope
from stores.sign_in.notices import language_of
from stores.text import one_line

logger = logging.getLogger(__name__)

RETRIES = 5
FIRST_RETRY = timedelta(minutes=2)


def tell_owners(*, store: Store, access: SupportAccess) -> None:
    """Mail each owner of the store, in their language, that support is in. In the background:
    twice mails twice."""
    with store_scope(store):
        for owner in User.objects.filter(memberships__group__name=Role.OWNER, is_active=True):
            mail_about_support.enqueue(owner.pk, access.pk)


@task()
def mail_about_support(owner_id: int, access_id: int, attempt: int = 0) -> None:
    """A mail server that cannot be reached is tried again later; the log of the store has it."""
    owner = User.objects.filter(pk=owner_id).first()
    access = SupportAccess.objects.select_related("store").get(pk=access_id)
    if owner is None:
        return
    try:
        support_mail(owner, access).send()
    except OSError:
        logger.warning("Support access %s: the mail was not sent.", access_id, exc_info=True)
        if attempt < RETRIES and mail_about_support.get_backend().supports_defer:
            when = timezone.now() + FIRST_RETRY * 2**attempt
            mail_about_support.using(run_after=when).enqueue(owner_id, access_id, attempt + 1)


def support_mail(owner: User, access: SupportAccess) -> EmailMessage:
    store = access.store
    with translation.override(language_of(owner, store)), timezone.override(store.time_zone):
        context: dict[str, Any] = {
            "store": store,
            "access": access,
            "url": store.absolute_url(reverse("support_accesses")),
        }
        return EmailMessage(
            subject=_("Your provider’s support is in the admin of %(store)s")
            % {"store": one_line(store.name)},
            body=render_to_string("stores/support/mail.txt", context).strip() + "\n",
            from_email=sender(store),
            to=[owner.email],
        )
