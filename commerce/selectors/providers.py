"""Which payment and shipping providers a store may use: those that are installed, that the
operator has enabled, and that its plan and country allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from commerce.models import Payment, PaymentMethod, ProviderSetting, ShippingMethod
from commerce.payments.registry import providers
from commerce.shipping.registry import shipping_providers
from stores.models import Store

Kind = ProviderSetting.Kind


def installed(kind: str) -> Mapping[str, Any]:
    """Code → provider, of everything that the platform's settings name."""
    return providers() if kind == Kind.PAYMENT else shipping_providers()


def settings_of(kind: str) -> dict[str, ProviderSetting]:
    """Code → what the operator has decided, of every provider that is installed; one query. What
    nobody has decided about is enabled for everybody. In any scope."""
    known = {row.code: row for row in ProviderSetting.objects.filter(kind=kind).defer("secrets")}
    return {
        code: known.get(code) or ProviderSetting(kind=kind, code=code) for code in installed(kind)
    }


def allowed_codes(kind: str, store: Store) -> frozenset[str]:
    """What ``store``, with its plan loaded, may use; one query. Says nothing about whether it
    could serve the store now (``is_available``)."""
    return frozenset(code for code, row in settings_of(kind).items() if row.allows(store))


def usable_codes(kind: str, store: Store) -> list[str]:
    """Of what ``store`` may use, what can serve it now; one query."""
    allowed = allowed_codes(kind, store)
    return [
        code
        for code, provider in installed(kind).items()
        if code in allowed and provider.is_available(store)
    ]


def offered_methods(kind: str, store: Store) -> QuerySet[Any]:
    """What ``store``, in whose scope this is, offers by providers that it may use and that can
    serve it now. The operator's settings are a part of the query: a check-out asks no more."""
    ready = [code for code, one in installed(kind).items() if one.is_available(store)]
    plan = store.plan.code if store.plan else ""
    allowed = (
        Q(is_enabled=True)
        & (Q(plans=[]) | Q(plans__contains=[plan]))
        & (Q(countries=[]) | Q(countries__contains=[store.country]))
    )
    refused = ProviderSetting.objects.filter(kind=kind).exclude(allowed).order_by()
    return (
        methods_of(kind)
        .filter(is_active=True, provider__in=ready)
        .exclude(provider__in=refused.values("code"))
    )


def methods_of(kind: str) -> QuerySet[Any]:
    """The methods of the stores in scope that go by a provider of this kind."""
    return PaymentMethod.objects.all() if kind == Kind.PAYMENT else ShippingMethod.objects.all()


@dataclass(frozen=True, slots=True)
class Users:
    """The stores that offer something by a provider, and would not any more."""

    count: int
    first: list[Store]
    under_way: int
    """Payments that have begun and not ended."""


SHOWN = 20


def users_of(kind: str, code: str, *, until: ProviderSetting | None = None) -> Users:
    """In the platform's scope. ``until`` is what the provider's settings would be: only stores
    that may use it now and could not under those count. Four queries at most."""
    offering = methods_of(kind).filter(provider=code, is_active=True).values("store")
    stores = Store.objects.filter(pk__in=offering).order_by("name").select_related("plan")
    stores = stores.filter(may_use(settings_of(kind).get(code)))
    if until is not None:
        stores = stores.exclude(may_use(until))
    pending = Payment.objects.filter(
        provider=code, status=Payment.Status.PENDING, store__in=stores.values("pk")
    )
    under_way = pending.count() if kind == Kind.PAYMENT else 0
    return Users(stores.count(), list(stores[:SHOWN]), under_way)


NOBODY = Q(pk__in=[])


def may_use(setting: ProviderSetting | None) -> Q:
    """``setting.allows`` as a condition on stores."""
    if setting is None or not setting.is_enabled:
        return NOBODY
    condition = Q()
    if setting.plans:
        condition &= Q(plan__code__in=setting.plans)
    if setting.countries:
        condition &= Q(country__in=setting.countries)
    return condition
