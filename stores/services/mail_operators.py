"""Mails to the provider's team about a store."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from stores.mail import sender
from stores.models import Membership, PlatformSettings, Store
from stores.roles import OPERATOR
from stores.scope import PLATFORM_ID, platform_scope
from stores.text import one_line

RETRIES = 5
FIRST_RETRY = timedelta(minutes=2)
logger = logging.getLogger(__name__)


def mail_operators(*, notice: str, facts: Mapping[str, str]) -> None:
    """In the background, to whom the platform's settings name, or else to every operator.

    ``notice`` names a template of ``stores/mail/operators/``, whose first line is the subject.
    Part of the caller's transaction; twice mails twice."""
    with platform_scope():
        mail_team.enqueue(notice, dict(facts))


@task()
def mail_team(notice: str, facts: dict[str, str], attempt: int = 0) -> None:
    """One mail for all of them. A mail server that cannot be reached is tried again later."""
    with platform_scope():
        platform = Store.all_objects.get(pk=PLATFORM_ID)
        addresses = PlatformSettings.load().alert_emails or operators()
        if not addresses:
            return
        context = {**facts, "control_url": platform.absolute_url("/admin/")}
    text = render_to_string(f"stores/mail/operators/{notice}.txt", context).strip()
    subject, _line, body = text.partition("\n")
    mail = EmailMessage(
        subject=one_line(subject),
        body=body.strip() + "\n",
        from_email=sender(platform),
        to=addresses,
    )
    try:
        mail.send()
    except OSError:
        logger.warning("“%s” was not sent to the operators.", notice, exc_info=True)
        if attempt < RETRIES and mail_team.get_backend().supports_defer:
            when = timezone.now() + FIRST_RETRY * 2**attempt
            with platform_scope():
                mail_team.using(run_after=when).enqueue(notice, facts, attempt + 1)


def operators() -> list[str]:
    members = Membership.objects.filter(
        store=PLATFORM_ID, group__name=OPERATOR, user__is_active=True
    )
    return sorted(set(members.values_list("user__email", flat=True)))
