"""Mails about incidents: who was not told yet what became of one is told with the next mail."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from platform_site.monitoring.incidents import add_entry
from platform_site.monitoring.models import Incident, IncidentEntry
from platform_site.monitoring.rules import BY_NAME
from stores.mail import sender
from stores.models import PlatformSettings, Store, User
from stores.models.store import public_url
from stores.rate_limits import Limit, take
from stores.roles import OPERATOR
from stores.scope import PLATFORM_ID, platform_scope
from stores.text import one_line

logger = logging.getLogger(__name__)

MAILS = Limit("alerts", times=12, per=timedelta(hours=1))
"""Whatever happens, no more: each mail names all that happened since the one before."""
QUIET = timedelta(minutes=15)
"""Between two mails about an incident that flaps."""
MOST = 100
"""Incidents in one mail; the others are in the next."""

Told = Incident.Told


def send_alerts() -> bool:
    """Mail what changed since the last mail; whether one was sent. Enters the platform's scope.

    Locks the incidents it tells of while it sends, so of several processes one tells each; a mail
    server that does not take the mail leaves them untold, for the next time."""
    now = timezone.now()
    try:
        with platform_scope(), transaction.atomic():
            incidents = list(untold(now)[:MOST])
            if not incidents or take(MAILS, "all"):
                return False
            mailed = send(incidents)
            remember(incidents, now, mailed)
            return bool(mailed)
    except OSError:  # Refusals (SMTPException) are OSErrors as well.
        logger.warning("An alert could not be sent; it is tried again.", exc_info=True)
        return False


def untold(now: datetime) -> QuerySet[Incident]:
    opened = Q(closed_at=None) & ~Q(told=Told.OPENED)
    closed = Q(closed_at__isnull=False) & ~Q(told=Told.CLOSED)
    flaps = Q(reopened_count__gt=0, told_at__gt=now - QUIET)
    return (
        Incident.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(opened | closed)
        .exclude(flaps)
        .select_related("store")
        .order_by(F("closed_at").asc(nulls_first=True), "opened_at", "pk")
    )


def send(incidents: Sequence[Incident]) -> int:
    """To how many people it went; 0 where there is nobody to tell."""
    to = recipients()
    if to:
        mail(incidents, to).send()
    else:
        logger.warning("There is nobody to tell of incidents: no operator, no address.")
    return len(to)


def recipients() -> list[str]:
    """Who the platform's settings name; else its operators."""
    named = PlatformSettings.load().alert_emails
    if named:
        return list(named)
    operators = User.objects.filter(
        memberships__store_id=PLATFORM_ID, memberships__group__name=OPERATOR, is_active=True
    )
    return list(operators.distinct().order_by("email").values_list("email", flat=True))


def mail(incidents: Sequence[Incident], to: Sequence[str]) -> EmailMessage:
    platform = Store.all_objects.get(pk=PLATFORM_ID)
    with translation.override(settings.LANGUAGE_CODE), timezone.override(platform.time_zone):
        opened = [told_as(one) for one in incidents if one.is_open]
        closed = [told_as(one) for one in incidents if not one.is_open]
        body = render_to_string(
            "platform_site/monitoring/alert.txt",
            {"opened": opened, "closed": closed, "url": control_url("control:incidents")},
        )
        return EmailMessage(
            subject=one_line(subject(opened, closed)),
            body=body.strip() + "\n",
            from_email=sender(platform),
            to=list(to),
        )


def told_as(incident: Incident) -> dict[str, object]:
    return {
        "incident": incident,
        "title": BY_NAME[incident.rule].title if incident.rule in BY_NAME else incident.rule,
        "name": incident.store.name,
        "url": control_url("control:incident", incident.pk),
    }


def subject(opened: Sequence[dict[str, object]], closed: Sequence[dict[str, object]]) -> str:
    if len(opened) + len(closed) == 1:
        text = _("Opened: %(title)s – %(name)s") if opened else _("Closed: %(title)s – %(name)s")
        return text % (opened or closed)[0]
    counts = [
        ngettext("%(n)s incident opened", "%(n)s incidents opened", len(opened))
        % {"n": len(opened)}
        if opened
        else "",
        ngettext("%(n)s closed", "%(n)s closed", len(closed)) % {"n": len(closed)}
        if closed
        else "",
    ]
    return ", ".join(filter(None, counts))


def control_url(name: str, *args: object) -> str:
    path = reverse(name, urlconf=settings.CONTROL_URLCONF, args=args)
    return public_url(settings.CONTROL_HOST, path)


def remember(incidents: Sequence[Incident], now: datetime, mailed: int) -> None:
    for incident in incidents:
        incident.told = Told.OPENED if incident.is_open else Told.CLOSED
        incident.told_at = now
        incident.save(update_fields=["told", "told_at"])
        if mailed:
            text = ngettext("to %(n)s address", "to %(n)s addresses", mailed) % {"n": mailed}
            add_entry(incident.pk, IncidentEntry.Kind.MAILED, now, text=text)
