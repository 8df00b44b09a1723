"""Which passwords are refused, wherever one is set."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from platform_site.control.create_operator import create_operator
from stores.models import User
from stores.passwords.common import common_passwords, is_common
from stores.scope import store_scope
from tests.conftest import PASSWORD

PERSON = User(email="marisol@pottery.example", first_name="Marisol", last_name="Quintana")


def refused(password: str, user: User | None = None) -> bool:
    try:
        validate_password(password, user or User(email="somebody@else.example"))
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize(
    "password",
    [
        "k7-qd2vzm",  # Nine characters, however good.
        "password123",
        "PassWord2026",
        "!!Manchester!!",
        "12345678901234567",
        "passwordpassword",
        "dragondragon99",
        "1qaz2wsx3edc",
        "aaaaaaaaaaaa",
        "abababababab",
    ],
)
def test_a_password_that_is_tried_first_is_refused(db, password):
    assert refused(password)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "kq7m-x2vd-9bfh",
        "Ein Pferd frisst keinen Gurkensalat",
        "love-8471936205-rope",
        "ヴァイオリンと猫と海と山と川",
    ],
)
def test_a_password_of_ones_own_is_accepted(db, password):
    assert not refused(password)


@pytest.mark.parametrize(
    "password",
    ["alpha12345", "ALPHA-alpha-", "marisol2026", "Quintana!!", "marisol quintana",
     "MarisolQuintana7", "marisol@pottery.example", "pottery.example"],
)  # fmt: skip
def test_a_name_that_others_know_is_no_password(store, password):
    with store_scope(store):
        assert refused(password, PERSON)


def test_another_stores_name_is_not_asked_about(store, other_store):
    """Whether there is such a store is nobody's business."""
    other_store.name = "Zanzibarium"
    other_store.save()
    with store_scope(store):
        assert not refused("zanzibarium-1")
    with store_scope(other_store):
        assert refused("zanzibarium-1")


def test_the_list_is_shipped_and_holds_djangos_too():
    assert len(common_passwords()) > 40_000
    assert is_common("qwertyuiop")
    assert not is_common("")


def test_commands_that_set_a_password_check_it(db):
    with pytest.raises(ValidationError, match="leaked"):
        create_operator(email="new@team.example", password="password123")
    for password in ("password123", "gold-mine-1"):
        with pytest.raises(CommandError, match="--owner-password"):
            call_command(
                "create_store",
                name="Gold Mine",
                slug="gold-mine",
                owner_email="g@m.example",
                owner_password=password,
                stdout=io.StringIO(),
            )
    assert not User.objects.filter(email__in=["new@team.example", "g@m.example"]).exists()
