from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from stores.models import Plan, Store
from stores.scope import platform_scope
from stores.selectors.plan_effects import PlanEffects, effects_of
from stores.services.tell_of_plan import Told, tell_of_plan


def change_plan(*, slug: str, plan: str, start_trial: bool = False) -> Store:
    """Put a store on another plan (its code), from now on; its owners are mailed what that means.
    Deletes nothing: features that it had are no longer offered, of what is beyond a limit no more
    can be added. ``start_trial`` counts the plan's days of trial from now; else none runs.

    Locks the store's row. Raises Store.DoesNotExist; ValidationError by field for a plan that is
    not there, that has no trial to start, and that the store is on: so called twice, the second
    raises and changes nothing."""
    with platform_scope(), transaction.atomic():
        store = Store.objects.select_for_update(no_key=True).get(pk=_pk_of(slug))
        new = Plan.objects.filter(code=plan).first()
        if new is None:
            raise ValidationError({"plan": _("There is no plan “%(plan)s”.") % {"plan": plan}})
        if store.plan_id == new.pk:
            raise ValidationError(
                {"plan": _("%(name)s is on %(plan)s.") % {"name": store.name, "plan": new.name}}
            )
        if start_trial and not new.trial_days:
            raise ValidationError({"start_trial": _("%(plan)s has no trial.") % {"plan": new.name}})
        before = store.plan.name if store.plan else "–"
        with translation.override(store.language):
            facts = facts_of(effects_of(store, new))
        now = timezone.now()
        store.plan, store.plan_since = new, now
        store.trial_ends_at = now + timedelta(days=new.trial_days) if start_trial else None
        store.save(update_fields=["plan", "plan_since", "trial_ends_at", "updated_at"])
        tell_of_plan(
            store=store,
            notice=Told.PLAN_CHANGED,
            before=before,
            after=new.name,
            trial_ends=day_of(store),
            **facts,
        )
    return store


def _pk_of(slug: str) -> int:
    return Store.objects.values_list("pk", flat=True).get(slug=slug)


def facts_of(effects: PlanEffects) -> dict[str, Any]:
    """For the mail: plain lines, in the language that is active."""
    limits = [limit for limit in effects.limits if limit.before != limit.after]
    lost = [loss.label for loss in effects.lost]
    return {
        "lost": lost
        + [f"{one.label}: {one.before} → {one.after}" for one in limits if one.is_lower],
        "won": effects.won
        + [f"{one.label}: {one.before} → {one.after}" for one in limits if not one.is_lower],
        "exceeded": [
            _("%(what)s: %(used)s of %(most)s")
            % {"what": one.label, "used": one.usage.used_text, "most": one.usage.most_text}
            for one in effects.exceeded
        ],
    }


def day_of(store: Store) -> str:
    """When the trial ends, where the store is and in its language; empty for none."""
    if store.trial_ends_at is None:
        return ""
    with timezone.override(store.time_zone), translation.override(store.language):
        return date_format(timezone.localtime(store.trial_ends_at), "DATE_FORMAT")
