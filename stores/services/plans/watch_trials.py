from __future__ import annotations

import logging
from datetime import timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from stores.actors import NOBODY
from stores.models import AuditEntry, PlatformSettings, Store, User
from stores.roles import OPERATOR
from stores.scope import PLATFORM_ID, platform_scope
from stores.services.plans.change_plan import day_of
from stores.services.record_audit import record_audit
from stores.services.tell_of_plan import Told, tell_of_plan

logger = logging.getLogger(__name__)

AHEAD = timedelta(days=3)
LOOK_BACK = timedelta(days=30)
ENDING, ENDED = "trial.ending", "trial.ended"


def watch_trials() -> int:
    """Mail the owners of stores whose trial ends within ``AHEAD``, and when it has ended them and
    the operators, each once for each trial; what was told is written down. Switches nothing off.
    Returns how many stores were told about. For the schedule; safe to repeat."""
    now, told = timezone.now(), 0
    with platform_scope():
        stores = Store.objects.filter(
            trial_ends_at__gt=now - LOOK_BACK, trial_ends_at__lte=now + AHEAD
        ).exclude(status=Store.Status.CLOSING)
        for pk in stores.values_list("pk", flat=True):
            told += _tell_once(pk)
    return told


def _tell_once(store_id: int) -> bool:
    with transaction.atomic():
        store = Store.objects.select_for_update(no_key=True, of=("self",)).get(pk=store_id)
        if store.trial_ends_at is None:
            return False
        is_over = store.trial_ends_at <= timezone.now()
        facts = {"trial_ends_at": store.trial_ends_at.isoformat()}
        action = ENDED if is_over else ENDING
        if AuditEntry.objects.filter(store=store, action=action, after=facts).exists():
            return False
        record_audit(action=action, object_name=store.name, after=facts, store=store, actor=NOBODY)
        plan = store.plan.name if store.plan else "–"
        notice = Told.TRIAL_ENDED if is_over else Told.TRIAL_ENDING
        tell_of_plan(store=store, notice=notice, plan=plan, trial_ends=day_of(store))
        if is_over:
            mail_operators_of_trial.enqueue(store.pk)
    return True


def alert_addresses() -> list[str]:
    """Who of the provider's team is told: those named in the settings, else all operators."""
    named = PlatformSettings.load().alert_emails
    operators = User.objects.filter(
        memberships__store=PLATFORM_ID, memberships__group__name=OPERATOR, is_active=True
    )
    return named or sorted(set(operators.values_list("email", flat=True)))


@task()
def mail_operators_of_trial(store_id: int) -> None:
    with platform_scope():
        store = Store.objects.select_related("plan").filter(pk=store_id).first()
        if store is None or store.trial_ends_at is None:
            return
        names = {"store": store.name, "slug": store.slug, "date": day_of(store)}
        send_mail(
            _("Trial ended: %(store)s") % names,
            _(
                "The trial of %(store)s (%(slug)s) ended on %(date)s. Nothing was switched off:"
                " speak to the owner, change the plan or suspend the store in Center Control."
            )
            % names,
            None,
            alert_addresses(),
        )
