"""What somebody signs in with is theirs, at every store: no store's scope changes it."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from stores.models import Store, User
from stores.roles import Role
from stores.scope import store_scope


@pytest.mark.parametrize("column", ["email", "password"])
def test_a_statement_in_a_stores_scope_cannot_change_how_a_member_signs_in(
    store: Store, as_member, column: str
) -> None:
    user = as_member(store, Role.EDITOR)
    with (
        store_scope(store),
        pytest.raises(ProgrammingError, match="only the platform"),
        transaction.atomic(),
    ):
        User.objects.filter(pk=user.pk).update(**{column: "taken@over.example"})
    assert getattr(User.objects.get(pk=user.pk), column) == getattr(user, column)


def test_nobody_is_deactivated_from_a_store(store: Store, as_member) -> None:
    user = as_member(store, Role.EDITOR)
    with (
        store_scope(store),
        pytest.raises(ProgrammingError, match="only the platform"),
        transaction.atomic(),
    ):
        User.objects.filter(pk=user.pk).update(is_active=False)


def test_a_person_changes_their_own_password_from_a_store(store: Store, as_member) -> None:
    user = as_member(store, Role.EDITOR)
    with store_scope(store):
        mine = User.objects.get(pk=user.pk)
        mine.set_password("another good password")
        mine.save()
    assert User.objects.get(pk=user.pk).check_password("another good password")


def test_names_and_the_last_sign_in_are_free(store: Store, as_member) -> None:
    user = as_member(store, Role.EDITOR)
    with store_scope(store):
        assert User.objects.filter(pk=user.pk).update(first_name="Mira") == 1
