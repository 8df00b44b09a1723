"""The people of the demo."""

from __future__ import annotations

from django.contrib.auth.models import Group

from platform_site.demo.data import OPERATOR_EMAIL, DemoStore, Person
from stores.models import Membership, Store, User
from stores.roles import OPERATOR
from stores.scope import PLATFORM_ID, platform_scope


def ensure_operator(password: str) -> bool:
    """The operator of the demo, unless there is one already. Returns whether one was made."""
    with platform_scope():
        if Membership.objects.filter(store_id=PLATFORM_ID, group__name=OPERATOR).exists():
            return False
        user = User.objects.create_user(
            OPERATOR_EMAIL, password, first_name="Olive", last_name="Operator"
        )
        group = Group.objects.get(name=OPERATOR)
        Membership.objects.create(store_id=PLATFORM_ID, user=user, group=group)
    return True


def name_owner(demo: DemoStore) -> User:
    owner = User.objects.get(email=demo.owner.email)
    owner.first_name, owner.last_name = demo.owner.first_name, demo.owner.last_name
    owner.save(update_fields=["first_name", "last_name"])
    return owner


def add_staff(store: Store, people: list[Person], password: str) -> list[User]:
    with platform_scope(on_behalf_of=store):
        users = []
        for person in people:
            user = User.objects.create_user(
                person.email, password, first_name=person.first_name, last_name=person.last_name
            )
            group = Group.objects.get(name=person.role)
            Membership.objects.create(store=store, user=user, group=group)
            users.append(user)
    return users
