"""What another plan, or another form of a plan, would mean for stores. In the platform's scope."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from stores.feature_use import use_of
from stores.features import FEATURES
from stores.limits import LIMITS
from stores.models import Plan, Store
from stores.selectors.plan import label_of, value_text
from stores.usage import Usage, most_of, usage_in, usage_of, with_usage


@dataclass(frozen=True, slots=True)
class LimitChange:
    label: str
    before: str
    after: str
    usage: Usage
    """Against the limit after."""
    is_lower: bool

    @property
    def is_broken(self) -> bool:
        return self.usage.is_exceeded


@dataclass(frozen=True, slots=True)
class FeatureLoss:
    label: str
    use: str
    """How the store uses it; empty if it does not."""


@dataclass(frozen=True, slots=True)
class PlanEffects:
    """For one store. Overrides in force count before and after."""

    lost: list[FeatureLoss]
    won: list[str]
    limits: list[LimitChange]

    @property
    def exceeded(self) -> list[LimitChange]:
        return [limit for limit in self.limits if limit.is_broken]

    @property
    def breaks(self) -> bool:
        return bool(self.exceeded or any(loss.use for loss in self.lost))


def on_plan(store: Store, plan: Plan) -> Store:
    """The store as it would be; not to be saved."""
    after = copy(store)
    after._state = copy(store._state)
    after._state.fields_cache = {**store._state.fields_cache}
    after.plan = plan
    return after


def effects_of(store: Store, plan: Plan) -> PlanEffects:
    """One query for the usage, and one for each feature lost whose use somebody registered."""
    after = on_plan(store, plan)
    gone = [f for f in FEATURES if store.has_feature(f) and not after.has_feature(f)]
    usage = {one.name: one for one in usage_of(store)}
    limits = []
    for name in LIMITS:
        old, new = store.limit(name), after.limit(name)
        seen = Usage(name, usage[name].used, most_of(after, name))
        is_lower = is_narrower(old, new)
        if old != new or seen.is_exceeded:
            limits.append(
                LimitChange(
                    label_of(name), value_text(name, old), value_text(name, new), seen, is_lower
                )
            )
    return PlanEffects(
        lost=[FeatureLoss(label_of(name), use_of(store, name)) for name in gone],
        won=[
            label_of(name)
            for name in FEATURES
            if after.has_feature(name) and not store.has_feature(name)
        ],
        limits=limits,
    )


def is_narrower(old: int | None, new: int | None) -> bool:
    return new is not None and (old is None or new < old)


@dataclass(frozen=True, slots=True)
class EditEffects:
    """Of editing a plan, for the stores that are on it."""

    store_count: int
    lost: list[str] = field(default_factory=list)
    exceeded: list[tuple[str, int]] = field(default_factory=list)
    """Label of a lowered limit, and how many stores would have more than it allows."""

    @property
    def needs_confirmation(self) -> bool:
        return bool(self.lost or self.exceeded)

    def lines(self) -> list[str]:
        return [
            *(_("%(what)s is taken away.") % {"what": label} for label in self.lost),
            *(
                _("%(what)s: %(number)d stores have more than that.")
                % {"what": label, "number": number}
                for label, number in self.exceeded
            ),
        ]


def effects_of_edit(before: Plan, after: Plan) -> EditEffects:
    """One query for the number of stores, one for the use of what gets narrower."""
    stores: QuerySet[Store] = Store.objects.filter(plan_id=before.pk)
    count = stores.count()
    lost = [
        label_of(name)
        for name in FEATURES
        if before.has_feature(name) and not after.has_feature(name)
    ]
    lowered = [name for name in LIMITS if is_narrower(before.limit(name), after.limit(name))]
    if not count or not (lost or lowered):
        return EditEffects(count)
    exceeded = []
    if lowered:
        over = dict.fromkeys(lowered, 0)
        zones = stores.order_by().values_list("time_zone", flat=True).distinct()
        for store in with_usage(stores, list(zones), lowered):
            for usage in usage_in(store, on_plan(store, after)):
                over[usage.name] += usage.is_exceeded
        exceeded = [(label_of(name), number) for name, number in over.items() if number]
    return EditEffects(count, lost, exceeded)
