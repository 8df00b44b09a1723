"""Plans for tests: a store that is limited, and reading what its people are told."""

from __future__ import annotations

from typing import Any

from stores.models import Plan, Store
from stores.scope import platform_scope


def put_on_plan(store: Store, *, features: list[str] | None = None, **limits: int) -> Plan:
    """``put_on_plan(store, products=3)``: a plan of its own with these limits, and no others."""
    with platform_scope():
        plan, _created = Plan.objects.update_or_create(
            code=f"{store.slug}-plan",
            defaults={
                "name": "Small",
                "features": ["staff_roles"] if features is None else features,
                "limits": limits,
                "position": 9,
            },
        )
        Store.objects.filter(pk=store.pk).update(plan=plan)
    store.plan = plan
    return plan


def override(store: Store, name: str, value: Any, until: str | None = None) -> None:
    entry = {"value": value, "until": until, "reason": "a test", "by": "operator@galleria.example"}
    with platform_scope():
        store.overrides = {**store.overrides, name: entry}
        Store.objects.filter(pk=store.pk).update(overrides=store.overrides)
