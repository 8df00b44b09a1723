"""Who can sign in where, for a person who has just started an installation."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from platform_site.demo.data import OPERATOR_EMAIL, demo_stores
from stores.models import Membership, Store
from stores.models.store import public_url
from stores.roles import OPERATOR, Role
from stores.scope import PLATFORM_ID, platform_scope


@dataclass(frozen=True, slots=True)
class SignIn:
    email: str
    role: str
    is_of_demo: bool
    """Was made with the demo's password."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where people sign in: the control host or a store."""

    name: str
    status: str
    """Empty for a store that is open."""
    shop_url: str
    """Empty for the control host."""
    admin_url: str
    people: list[SignIn]


def control_place() -> Place:
    with platform_scope():
        people = members(PLATFORM_ID, [OPERATOR], {OPERATOR_EMAIL})
    return Place("Control host", "", "", public_url(settings.CONTROL_HOST, "/admin/"), people)


def store_places() -> list[Place]:
    """Of the demo's stores those that are there, in its order."""
    with platform_scope():
        places = []
        for demo in demo_stores():
            if store := Store.objects.filter(slug=demo.slug).first():
                known = {person.email for person in (demo.owner, *demo.staff)}
                places.append(store_place(store, known))
        return places


def store_place(store: Store, known: set[str]) -> Place:
    return Place(
        name=store.name,
        status="" if store.is_active else str(store.get_status_display()).lower(),
        shop_url=store.absolute_url("/"),
        admin_url=store.absolute_url("/admin/"),
        people=members(store.pk, list(Role.values), known),
    )


def members(store_id: int, roles: list[str], known: set[str]) -> list[SignIn]:
    """Those with the most rights first."""
    found = Membership.objects.filter(
        store_id=store_id, group__name__in=roles, user__is_active=True
    ).values_list("user__email", "group__name")
    people = sorted(found, key=lambda row: (roles.index(row[1]), row[0]))
    return [SignIn(email, role, email in known) for email, role in people]
