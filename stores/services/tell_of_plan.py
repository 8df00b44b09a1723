"""Mails to the owners of a store about its plan, in their language, in the background."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from stores.mail import sender
from stores.models import Store, User
from stores.roles import Role
from stores.scope import PLATFORM_ID, owner_id, store_scope
from stores.sign_in.notices import language_of
from stores.text import one_line

logger = logging.getLogger(__name__)

RETRIES = 5
FIRST_RETRY = timedelta(minutes=2)


class Told(models.TextChoices):
    ORDERS_NEAR = "orders_near", _("Nearly all orders of this month are taken")
    ORDERS_REACHED = "orders_reached", _("No more orders can be taken this month")
    PLAN_CHANGED = "plan_changed", _("Your plan has changed")
    TRIAL_ENDING = "trial_ending", _("Your trial ends soon")
    TRIAL_ENDED = "trial_ended", _("Your trial has ended")


def tell_of_plan(*, store: Store, notice: Told, **facts: Any) -> None:
    """Mail each owner; ``facts`` are plain values for ``templates/stores/plan/mail.txt``. Part of
    the caller's transaction. Twice mails twice."""
    with store_scope(store):
        for owner in User.objects.filter(memberships__group__name=Role.OWNER, is_active=True):
            mail_of_plan.enqueue(owner.pk, str(notice), facts)


@task()
def mail_of_plan(owner_id_: int, notice: str, facts: dict[str, Any], attempt: int = 0) -> None:
    """A mail server that cannot be reached is tried again later."""
    owner = User.objects.filter(pk=owner_id_).first()
    if owner is None:
        return
    store = Store.all_objects.select_related("plan").get(pk=owner_id() or PLATFORM_ID)
    try:
        plan_mail(owner, store, Told(notice), facts).send()
    except OSError:
        logger.warning("A mail about the plan (%s) was not sent.", notice, exc_info=True)
        if attempt < RETRIES and mail_of_plan.get_backend().supports_defer:
            when = timezone.now() + FIRST_RETRY * 2**attempt
            mail_of_plan.using(run_after=when).enqueue(owner_id_, notice, facts, attempt + 1)


def plan_mail(owner: User, store: Store, notice: Told, facts: dict[str, Any]) -> EmailMessage:
    with translation.override(language_of(owner, store)), timezone.override(store.time_zone):
        context = {
            **facts,
            "store": store,
            "notice": str(notice),
            "url": store.absolute_url(reverse("plan_and_usage")),
        }
        return EmailMessage(
            subject=one_line(f"{store.name}: {notice.label}"),
            body=render_to_string("stores/plan/mail.txt", context).strip() + "\n",
            from_email=sender(store),
            to=[owner.email],
        )
