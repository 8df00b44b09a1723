"""Incidents: opened and closed by the rules, noted and acknowledged by operators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation

from platform_site.monitoring.models import Incident, IncidentEntry
from platform_site.monitoring.rules import RULES, Rule, Situation
from stores.models import User
from stores.scope import platform_scope

COMES_BACK_WITHIN = timedelta(minutes=15)
"""What is wrong again so soon after it was right is the same incident: it flaps."""


def evaluate(*, rules: Iterable[Rule] = RULES, now: datetime | None = None) -> None:
    """Open an incident for whatever a rule finds wrong and has none open, close those that are
    right again. Enters the platform's scope.

    Twice, or in two workers at once, opens nothing twice: of a store and a rule the database lets
    one be open, and who closes it does so by one statement."""
    situation = Situation(now or timezone.now())
    with platform_scope(), translation.override(settings.LANGUAGE_CODE):
        for rule in rules:
            is_open = dict(
                Incident.objects.filter(rule=rule.name, closed_at=None).values_list(
                    "store_id", "pk"
                )
            )
            bad = rule.bad(situation)
            for store_id, message in bad.items():
                if store_id not in is_open:
                    open_incident(rule, store_id, message, situation.now)
            waiting = is_open.keys() - bad.keys()
            if waiting:
                for store_id in rule.good(situation, waiting):
                    close_incident(is_open[store_id], situation.now)


def open_incident(rule: Rule, store_id: int, message: str, now: datetime) -> bool:
    """Whether it was opened here; not if another worker was first. Platform scope."""
    message = message[:500]
    try:
        with transaction.atomic():
            if come_back(rule, store_id, message, now):
                return True
            incident = Incident.objects.create(
                store_id=store_id, rule=rule.name, message=message, opened_at=now
            )
            add_entry(incident.pk, IncidentEntry.Kind.OPENED, now, text=message)
    except IntegrityError:
        return False
    return True


def come_back(rule: Rule, store_id: int, message: str, now: datetime) -> bool:
    recent = (
        Incident.objects.select_for_update()
        .filter(store_id=store_id, rule=rule.name, closed_at__gt=now - COMES_BACK_WITHIN)
        .order_by("-closed_at")
        .first()
    )
    if recent is None:
        return False
    Incident.objects.filter(pk=recent.pk).update(
        closed_at=None, message=message, reopened_count=F("reopened_count") + 1
    )
    add_entry(recent.pk, IncidentEntry.Kind.REOPENED, now, text=message)
    return True


def close_incident(pk: int, now: datetime) -> bool:
    """Whether it was closed here. Platform scope."""
    with transaction.atomic():
        closed = Incident.objects.filter(pk=pk, closed_at=None).update(closed_at=now)
        if closed:
            add_entry(pk, IncidentEntry.Kind.CLOSED, now)
    return bool(closed)


def acknowledge(*, incident: Incident, by: User) -> bool:
    """Somebody looks after it; it stays open until the rule is content. False for one that is
    closed, or acknowledged already: the first counts. Enters the platform's scope."""
    now = timezone.now()
    with platform_scope(), transaction.atomic():
        done = Incident.objects.filter(pk=incident.pk, acknowledged_at=None, closed_at=None).update(
            acknowledged_at=now, acknowledged_by=by
        )
        if done:
            add_entry(incident.pk, IncidentEntry.Kind.ACKNOWLEDGED, now, by=by)
    return bool(done)


def add_note(*, incident: Incident, text: str, by: User) -> None:
    """To the time line, also of an incident that is closed. Twice adds two notes. Enters the
    platform's scope."""
    with platform_scope():
        add_entry(incident.pk, IncidentEntry.Kind.NOTE, timezone.now(), text=text, by=by)


def add_entry(
    incident_id: int, kind: str, now: datetime, *, text: str = "", by: User | None = None
) -> None:
    IncidentEntry.objects.create(
        incident_id=incident_id, kind=kind, text=text, author=by, created_at=now
    )
