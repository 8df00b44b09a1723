"""Who can sign in where, for a person who has just started an installation."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import check_password

from platform_site.demo.data import demo_stores
from platform_site.demo.passwords import stored_password
from stores.models import Membership, Store, User
from stores.roles import OPERATOR, Role
from stores.scope import PLATFORM_ID, platform_scope

ORDER = {str(role): position for position, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class SignIn:
    email: str
    role: str
    password: str
    """The demo's, while the person still has it; else empty."""


@dataclass(frozen=True, slots=True)
class StoreSignIns:
    name: str
    status: str
    """Empty for a store that is open."""
    shop_url: str
    admin_url: str
    people: list[SignIn]


def operator_sign_ins() -> list[SignIn]:
    with platform_scope():
        return people_of(PLATFORM_ID, [OPERATOR])


def demo_sign_ins() -> list[StoreSignIns]:
    """Of the demo's stores those that are there, in its order."""
    with platform_scope():
        found = {
            store.slug: store
            for store in Store.objects.filter(slug__in=[demo.slug for demo in demo_stores()])
        }
        return [of_store(found[demo.slug]) for demo in demo_stores() if demo.slug in found]


def of_store(store: Store) -> StoreSignIns:
    return StoreSignIns(
        name=store.name,
        status="" if store.is_active else str(store.get_status_display()).lower(),
        shop_url=store.absolute_url("/"),
        admin_url=store.absolute_url("/admin/"),
        people=people_of(store.pk, list(Role.values)),
    )


def people_of(store_id: int, roles: list[str]) -> list[SignIn]:
    password = stored_password()
    members = Membership.objects.filter(
        store_id=store_id, group__name__in=roles, user__is_active=True
    ).select_related("user", "group")
    people = [
        SignIn(
            email=member.user.email,
            role=member.group.name,
            password=password if password and still_has(member.user, password) else "",
        )
        for member in members
    ]
    return sorted(people, key=lambda person: (ORDER.get(person.role, 0), person.email))


def still_has(user: User, password: str) -> bool:
    """Not ``check_password``, which would hash the stored one anew in passing."""
    return user.has_usable_password() and check_password(password, user.password)
