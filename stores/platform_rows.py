"""Rows that the platform itself needs, brought back after each ``migrate`` (and each flush)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from stores.scope import PLATFORM_ID


def ensure_platform_rows() -> None:
    """The platform's own store row, control host, plans, locale, tree roots and roles.

    Runs in the platform's scope; safe to repeat and after a flush of the tables."""
    from wagtail.models import Collection, Locale

    from stores.models import BasePage, Branding, Domain, Plan, Store, StoreGeneration
    from stores.roles import ensure_roles

    Store.all_objects.get_or_create(
        pk=PLATFORM_ID, defaults={"name": "Galleria", "slug": "platform"}
    )
    StoreGeneration.objects.get_or_create(store_id=PLATFORM_ID)
    Branding.objects.get_or_create(store_id=PLATFORM_ID)
    Domain.objects.update_or_create(
        store_id=PLATFORM_ID,
        is_primary=True,
        defaults={"hostname": settings.CONTROL_HOST},
        create_defaults={"hostname": settings.CONTROL_HOST, "verified_at": timezone.now()},
    )
    if not Plan.objects.exists():  # Later the plans are the operators' to delete.
        for position, plan in enumerate(DEFAULT_PLANS):
            Plan.objects.create(**plan, position=position)
    for language, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=language)
    locale = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    if not BasePage.objects.filter(depth=1).exists():
        BasePage.add_root(
            title="Root", slug="root", locale=locale, url_path="/", store_id=PLATFORM_ID
        )
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")
    ensure_roles()


DEFAULT_PLANS: list[dict[str, Any]] = [
    {
        "code": "basic",
        "name": "Basic",
        "price": 19,
        "is_default": True,
        "is_offered": True,
        "features": ["reports", "staff_roles"],
    },
    {
        "code": "pro",
        "name": "Pro",
        "price": 59,
        "is_offered": True,
        "features": ["custom_domain", "promotions", "reports", "staff_roles", "api"],
    },
]
