"""The link of a forgotten password says whom it is for, to us alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from stores.encryption import encrypt
from stores.models import Store, User
from stores.roles import Role
from stores.scope import store_scope
from stores.sign_in.reset_links import name_in_link, person_in_link, reset_path
from tests.conftest import client_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(store: Store, as_member: Any) -> User:
    return as_member(store, Role.EDITOR)


def test_a_link_leads_to_the_form_and_does_not_number_people(store: Store, person: User) -> None:
    path = reset_path(person)
    assert urlsafe_base64_encode(force_bytes(person.pk)) not in path.split("/")
    assert name_in_link(person) != name_in_link(person)
    answer = client_on("alpha.localhost").get(path, follow=True)
    assert 'name="new_password1"' in answer.text


def test_what_is_none_of_ours_names_nobody(store: Store, person: User) -> None:
    with store_scope(store):
        assert person_in_link(name_in_link(person)) == person
        for name in (
            urlsafe_base64_encode(force_bytes(person.pk)),
            encrypt(str(person.pk)),
            encrypt(f"something else {person.pk}"),
            "",
            "é",
            name_in_link(person)[:-4],
        ):
            assert person_in_link(name) is None


def test_another_stores_person_is_nobody_here(other_store: Store, person: User) -> None:
    with store_scope(other_store):
        assert person_in_link(name_in_link(person)) is None
    answer = client_on("beta.localhost").get(reset_path(person), follow=True)
    assert 'name="new_password1"' not in answer.text
