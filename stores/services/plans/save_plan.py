"""What operators do to the plans themselves. Each runs in the platform's scope, whoever calls."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from stores.models import Plan, Store
from stores.scope import platform_scope


def save_plan(*, plan: Plan) -> Plan:
    """Write a new or an edited plan; a new one comes last. Counts for its stores at once. The
    default plan hands that on only by another becoming it.

    Locks all plans. Raises ValidationError by field."""
    with platform_scope(), transaction.atomic():
        current = {one.pk: one for one in Plan.objects.select_for_update()}
        if plan.pk is None:
            last = Plan.objects.aggregate(last=Max("position"))["last"]
            plan.position = 0 if last is None else last + 1
        else:
            plan.position = current[plan.pk].position
        others = [one for one in current.values() if one.is_default and one.pk != plan.pk]
        if not plan.is_default and not others:
            raise ValidationError(
                {"is_default": _("One plan is the default. Make another the default first.")}
            )
        if plan.is_default and others:
            Plan.objects.filter(pk__in=[one.pk for one in others]).update(is_default=False)
        plan.full_clean()
        plan.save()
    return plan


def move_plan(*, plan_id: int, up: bool) -> None:
    """Change places with the plan before or after it; nothing for the first and the last.

    Locks all plans. Raises Plan.DoesNotExist."""
    with platform_scope(), transaction.atomic():
        plans = list(Plan.objects.select_for_update())
        at = next((n for n, plan in enumerate(plans) if plan.pk == plan_id), None)
        if at is None:
            raise Plan.DoesNotExist
        other = at - 1 if up else at + 1
        if 0 <= other < len(plans):
            plans[at], plans[other] = plans[other], plans[at]
        for position, plan in enumerate(plans):
            if plan.position != position:
                plan.position = position
                plan.save(update_fields=["position"])


def delete_plan(*, plan_id: int) -> None:
    """Remove a plan that no store is on.

    Locks all plans. Raises Plan.DoesNotExist; ValidationError, naming stores, for one that is
    used, and for the default."""
    with platform_scope(), transaction.atomic():
        plan = next((p for p in Plan.objects.select_for_update() if p.pk == plan_id), None)
        if plan is None:
            raise Plan.DoesNotExist
        if problem := why_kept(plan):
            raise ValidationError(problem)
        plan.delete()


def why_kept(plan: Plan) -> str:
    """Why a plan cannot be deleted; empty if it can. In the platform's scope."""
    stores = Store.objects.filter(plan=plan).order_by("name")
    names = list(stores.values_list("name", flat=True)[:5])
    if names:
        count = stores.count()
        more = _(" and %(number)d more") % {"number": count - 5} if count > 5 else ""
        return _(
            "%(plan)s cannot be deleted, because these stores are on it: %(stores)s%(more)s. Give"
            " them another plan first, or no longer offer this one."
        ) % {"plan": plan.name, "stores": ", ".join(names), "more": more}
    if plan.is_default:
        return _("%(plan)s is the default plan. Make another the default first.") % {
            "plan": plan.name
        }
    return ""
