"""Operators find a person by their address and help, or lock them out, at every store."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from stores.actors import OPERATOR, Actor, acting
from stores.models import AuditEntry, Membership, RecoveryCode, SecondFactor, Session, Store, User
from stores.roles import Role
from stores.services.deactivate_person import deactivate_person
from tests.conftest import PASSWORD

PEOPLE = "/admin/control/people/"


@pytest.fixture
def ann(store: Store, other_store: Store, as_member) -> User:
    """An editor at one store and a manager at another."""
    ann = as_member(store, Role.EDITOR)
    from django.contrib.auth.models import Group

    Membership.objects.create(
        store=other_store, user=ann, group=Group.objects.get(name=Role.MANAGER)
    )
    return ann


def act(client: Client, user: User, action: str, reason: str = "Lost phone, ticket 9"):
    return client.post(f"{PEOPLE}{user.pk}/{action}/", {"reason": reason}, follow=True)


def last(action: str) -> AuditEntry:
    entry = AuditEntry.objects.filter(action=action).first()
    assert entry is not None
    return entry


def test_somebody_is_found_by_a_part_of_their_address(control_client: Client, ann: User) -> None:
    assert ann.email not in control_client.get(PEOPLE).content.decode()
    page = control_client.get(PEOPLE, {"q": "EDITOR@al"}).content.decode()
    assert ann.email in page
    assert "Nobody has such an address" in control_client.get(PEOPLE, {"q": "%"}).content.decode()


def test_the_page_of_a_person_shows_where_they_belong(control_client: Client, ann: User) -> None:
    page = control_client.get(f"{PEOPLE}{ann.pk}/").content.decode()
    for part in ("Alpha", "Editor", "Beta", "Manager", "None"):
        assert part in page
    assert control_client.get(f"{PEOPLE}999999/").status_code == 404
    assert control_client.get(f"{PEOPLE}{ann.pk}/erase/").status_code == 404


def test_signing_out_ends_sessions_at_every_store(
    control_client, store, other_store, store_client, ann, operator
) -> None:
    clients = [store_client(store, ann), store_client(other_store, ann)]
    answer = act(control_client, ann, "sign-out")
    assert "is signed out everywhere" in answer.content.decode()
    assert [client.get("/admin/").status_code for client in clients] == [302, 302]
    entry = last("sign_out.everywhere")
    assert (entry.actor_name, entry.reason) == (operator.email, "Lost phone, ticket 9")
    assert (entry.object_name, entry.after) == (ann.email, {"sessions": 2})
    assert "was not signed in" in act(control_client, ann, "sign-out").content.decode()


def test_a_second_factor_is_reset(control_client, store, store_client, ann) -> None:
    client = store_client(store, ann)
    SecondFactor.objects.create(user=ann, secret="JBSW", confirmed_at=timezone.now())
    RecoveryCode.objects.create(user=ann, digest="x")
    answer = act(control_client, ann, "reset-second-factor")
    assert "is reset" in answer.content.decode()
    assert not SecondFactor.objects.filter(user=ann).exists()
    assert not RecoveryCode.objects.filter(user=ann).exists()
    assert client.get("/admin/").status_code == 302
    assert last("second_factor.reset").reason == "Lost phone, ticket 9"


def test_somebody_deactivated_is_out_everywhere_and_back_when_reactivated(
    control_client, store, store_client, ann, operator
) -> None:
    client = store_client(store, ann)
    assert "cannot sign in any more" in act(control_client, ann, "deactivate").content.decode()
    assert client.get("/admin/").status_code == 302
    assert not Session.objects.filter(user=ann).exists()
    again = Client(HTTP_HOST="alpha.localhost")
    again.post("/admin/login/", {"username": ann.email, "password": PASSWORD})
    assert again.get("/admin/").status_code == 302
    assert last("person.deactivated").actor_name == operator.email
    assert ann.memberships.count() == 2

    assert "can sign in again" in act(control_client, ann, "reactivate").content.decode()
    assert store_client(store, ann).get("/admin/").status_code == 200
    assert last("person.reactivated").object_name == ann.email


def test_without_a_reason_nothing_is_done(control_client: Client, ann: User) -> None:
    page = act(control_client, ann, "deactivate", reason=" ")
    assert "This field is required." in page.content.decode()
    ann.refresh_from_db()
    assert ann.is_active


def test_nobody_locks_themselves_out(control_client: Client, operator: User) -> None:
    page = act(control_client, operator, "deactivate")
    assert "You cannot lock yourself out" in page.content.decode()
    operator.refresh_from_db()
    assert operator.is_active


def test_nobody_gets_rid_of_their_own_second_factor_without_its_code(
    control_client: Client, operator: User
) -> None:
    SecondFactor.objects.create(user=operator, secret="JBSW", confirmed_at=timezone.now())
    page = act(control_client, operator, "reset-second-factor")
    assert "ask a colleague" in page.text
    assert SecondFactor.objects.filter(user=operator).exists()


def test_whoever_was_locked_out_locks_nobody_out(operator: User, ann: User) -> None:
    """Two operators lock each other out at the same moment: one of them is left."""
    operator.is_active = False
    operator.save()
    asks = Actor(OPERATOR, operator.pk, operator.email)
    with acting(asks), pytest.raises(ValidationError, match="locked you out"):
        deactivate_person(user=ann, reason="Me first")
    ann.refresh_from_db()
    assert ann.is_active


def test_looking_changes_nothing(control_client: Client, ann: User) -> None:
    for action in ("sign-out", "deactivate", "reset-second-factor", "reactivate"):
        assert control_client.get(f"{PEOPLE}{ann.pk}/{action}/").status_code == 200
    ann.refresh_from_db()
    assert ann.is_active
    assert mail.outbox == []


def test_no_secret_of_a_person_is_shown(control_client: Client, ann: User) -> None:
    SecondFactor.objects.create(user=ann, secret="PLANTEDSECRET", confirmed_at=timezone.now())
    RecoveryCode.objects.create(user=ann, digest="planteddigest")
    page = control_client.get(f"{PEOPLE}{ann.pk}/").content.decode()
    assert "In use" in page
    for secret in ("PLANTEDSECRET", "planteddigest", ann.password):
        assert secret not in page


def test_a_stores_host_has_no_such_screen(store: Store, as_member, store_client) -> None:
    owner = store_client(store, as_member(store, Role.OWNER))
    assert owner.get(PEOPLE).status_code == 404
