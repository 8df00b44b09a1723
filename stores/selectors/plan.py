"""What a store has by its plan and beyond it, for people to read. In the store's scope or the
platform's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stores.features import FEATURES
from stores.limits import LIMITS, SHORT_NAMES, unit_of
from stores.models import Plan, Store
from stores.money import format_money
from stores.overrides import ends_at, in_force
from stores.usage import amount_text

TRIAL_SHOWN = timedelta(days=30)
"""So long after its end a trial is spoken of."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """An override in force."""

    name: str
    label: str
    value: str
    until: datetime | None
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class FeatureState:
    name: str
    label: str
    is_included: bool
    until: datetime | None
    """When an override of it ends."""


def label_of(name: str) -> str:
    """Of a feature, or of a limit whose value has its unit with it."""
    if name == "orders":
        return str(LIMITS[name])
    return str(FEATURES.get(name) or SHORT_NAMES[name])


def value_text(name: str, value: object) -> str:
    """Of a feature or a limit: ``Yes``, ``1,200``, ``500.0 MB``, ``Unlimited``."""
    if name in FEATURES:
        return _("Yes") if value else _("No")
    if value is None:
        return _("Unlimited")
    return amount_text(name, int(str(value)) * unit_of(name))


def beyond_plan(store: Store) -> list[Beyond]:
    """The overrides in force, features first."""
    found = []
    for name in (*FEATURES, *LIMITS):
        if entry := in_force(store.overrides, name):
            found.append(
                Beyond(
                    name=name,
                    label=label_of(name),
                    value=value_text(name, entry["value"]),
                    until=ends_at(entry),
                    reason=entry.get("reason", ""),
                    by=entry.get("by", ""),
                )
            )
    return found


def features_of(store: Store) -> list[FeatureState]:
    states = []
    for name, label in FEATURES.items():
        entry = in_force(store.overrides, name)
        until = ends_at(entry) if entry else None
        states.append(FeatureState(name, str(label), store.has_feature(name), until))
    return states


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan as it is offered."""

    plan: Plan
    price: str
    limits: list[tuple[str, str]]
    """Label and value."""
    features: list[str]
    is_current: bool


def price_of(plan: Plan) -> str:
    if plan.price == Decimal(0):
        return _("Free")
    amount = format_money(plan.price, plan.currency, get_language() or settings.LANGUAGE_CODE)
    return _("%(price)s a month") % {"price": amount}


def card_of(plan: Plan, *, is_current: bool = False) -> PlanCard:
    return PlanCard(
        plan=plan,
        price=price_of(plan),
        limits=[(label_of(name), value_text(name, plan.limits.get(name))) for name in LIMITS],
        features=[str(FEATURES[name]) for name in FEATURES if name in plan.features],
        is_current=is_current,
    )


def trial_of(store: Store) -> str:
    """``running``, ``over`` for some weeks after its end, else nothing."""
    if store.trial_ends_at is None:
        return ""
    if store.trial_ends_at > timezone.now():
        return "running"
    return "over" if timezone.now() - store.trial_ends_at < TRIAL_SHOWN else ""


def plans_for(store: Store) -> list[PlanCard]:
    """The store's own and those that the provider offers to everybody."""
    plans: Iterable[Plan] = Plan.objects.all()
    return [
        card_of(plan, is_current=plan.pk == store.plan_id)
        for plan in plans
        if plan.is_offered or plan.pk == store.plan_id
    ]


def plans_with(feature: str) -> list[str]:
    """Names of the plans offered that include ``feature``."""
    return [
        plan.name for plan in Plan.objects.all() if plan.is_offered and plan.has_feature(feature)
    ]
