"""Who works in a store: the rules, whoever asks, and the screens of its owners."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from stores.models import AuditEntry, Invitation, Membership, SecondFactor, Session, Store, User
from stores.roles import SUPPORT, Role
from stores.scope import platform_scope
from stores.services.change_role import change_role
from stores.services.end_membership import end_membership
from stores.services.invite import invite
from tests.conftest import PASSWORD

OTHERS = [Role.MANAGER, Role.EDITOR, Role.FULFILMENT]


@pytest.fixture
def owner(store: Store, as_member) -> User:
    return as_member(store, Role.OWNER)


@pytest.fixture
def second_owner(store: Store) -> User:
    user = User.objects.create_user("second@alpha.example", PASSWORD)
    Membership.objects.create(store=store, user=user, group=Group.objects.get(name=Role.OWNER))
    return user


@pytest.fixture
def editor(store: Store, as_member) -> User:
    return as_member(store, Role.EDITOR)


@pytest.fixture
def screen(store: Store, store_client, owner: User) -> Client:
    return store_client(store, owner)


def role_of(store: Store, user: User) -> list[str]:
    held = Membership.objects.filter(store=store, user=user)
    return list(held.values_list("group__name", flat=True))


def number(store: Store, user: User) -> int:
    return Membership.objects.get(store=store, user=user).pk


# The rules


def test_a_new_role_replaces_the_old_ones_and_counts_at_once(store, owner, editor, store_client):
    Membership.objects.create(
        store=store, user=editor, group=Group.objects.get(name=Role.FULFILMENT)
    )
    client = store_client(store, editor)
    assert client.get("/admin/snippets/catalog/product/").status_code == 200
    change_role(store=store, user=editor, role=Role.FULFILMENT, by=owner)
    change_role(store=store, user=editor, role=Role.FULFILMENT, by=owner)
    assert role_of(store, editor) == [Role.FULFILMENT]
    assert client.get("/admin/snippets/catalog/product/").status_code == 302
    assert client.get("/admin/orders/").status_code == 200


@pytest.mark.parametrize("role", Role.values)
def test_nobody_changes_their_own_role(store, owner, second_owner, role):
    with pytest.raises(ValidationError, match="their own role"):
        change_role(store=store, user=owner, role=role, by=owner)
    assert role_of(store, owner) == [Role.OWNER]


@pytest.mark.parametrize("role", OTHERS)
def test_only_owners_give_roles_and_remove(store, as_member, owner, role):
    person, victim = as_member(store, role), User.objects.create_user("v@alpha.example")
    Membership.objects.create(store=store, user=victim, group=Group.objects.get(name=Role.EDITOR))
    for user in (victim, owner):
        with pytest.raises(ValidationError, match="Only an owner"):
            change_role(store=store, user=user, role=Role.MANAGER, by=person)
        with pytest.raises(ValidationError, match="Only an owner"):
            end_membership(store=store, user=user, by=person)
    with pytest.raises(ValidationError):
        change_role(store=store, user=person, role=Role.OWNER, by=person)
    assert role_of(store, person) == [role]
    assert (role_of(store, victim), role_of(store, owner)) == ([Role.EDITOR], [Role.OWNER])


def test_an_owner_of_another_store_decides_nothing_here(store, other_store, as_member, editor):
    stranger = as_member(other_store, Role.OWNER)
    with pytest.raises(ValidationError, match="Only an owner"):
        change_role(store=store, user=editor, role=Role.OWNER, by=stranger)
    with pytest.raises(ValidationError, match="Only an owner"):
        end_membership(store=store, user=editor, by=stranger)
    with pytest.raises(Membership.DoesNotExist):
        change_role(store=other_store, user=editor, role=Role.OWNER, by=stranger)


@pytest.mark.parametrize("role", ["Operator", SUPPORT, "", "King"])
def test_no_role_from_elsewhere_is_given(store, owner, editor, role):
    with pytest.raises(ValidationError, match="roles offered"):
        change_role(store=store, user=editor, role=role, by=owner)
    assert role_of(store, editor) == [Role.EDITOR]


def test_the_last_owner_does_not_leave(store, owner, editor, second_owner):
    end_membership(store=store, user=second_owner, by=second_owner)
    with pytest.raises(ValidationError, match="needs an owner"):
        end_membership(store=store, user=owner, by=owner)
    assert role_of(store, owner) == [Role.OWNER]


def test_an_owner_whose_account_is_closed_does_not_count(store, owner, second_owner):
    User.objects.filter(pk=second_owner.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="needs an owner"):
        end_membership(store=store, user=owner, by=owner)
    with pytest.raises(ValidationError, match="Only an owner"):
        end_membership(store=store, user=owner, by=second_owner)


def test_whoever_is_removed_is_signed_out_at_once(store, other_store, owner, editor, store_client):
    Membership.objects.create(
        store=other_store, user=editor, group=Group.objects.get(name=Role.EDITOR)
    )
    here, there = store_client(store, editor), store_client(other_store, editor)
    end_membership(store=store, user=editor, by=owner)
    assert here.get("/admin/").url.startswith("/admin/login/")
    assert there.get("/admin/").status_code == 200
    assert not Session.objects.filter(user=editor, store=store).exists()


def test_the_log_tells_of_roles_before_and_after(store, screen, owner, editor):
    screen.post(f"/admin/staff/{number(store, editor)}/", {"role": Role.MANAGER})
    entry = AuditEntry.objects.get(store=store, action="member.changed")
    groups = {group.name: group.pk for group in Group.objects.all()}
    assert entry.before == {"group_id": groups[Role.EDITOR]}
    assert entry.after == {"group_id": groups[Role.MANAGER]}
    assert (entry.actor_name, entry.object_name) == (owner.email, editor.email)
    assert entry.address == "127.0.0.1"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["demote", "remove", "leave"])
def test_of_two_owners_who_do_it_at_the_same_moment_one_stays(store, owner, second_owner, what):
    actions: dict[str, Callable[[User, User], Any]] = {
        "demote": lambda one, other: change_role(store=store, user=other, role=Role.EDITOR, by=one),
        "remove": lambda one, other: end_membership(store=store, user=other, by=one),
        "leave": lambda one, other: end_membership(store=store, user=one, by=one),
    }
    refused: list[str] = []
    together = threading.Barrier(2)

    def act(one: User, other: User) -> None:
        with platform_scope():
            try:
                together.wait(timeout=20)
                actions[what](one, other)
            except ValidationError as error:
                refused.extend(error.messages)
            finally:
                connection.close()

    pair = (owner, second_owner)
    threads = [threading.Thread(target=act, args=two) for two in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    owners = Membership.objects.filter(store=store, group__name=Role.OWNER)
    assert owners.count() == 1
    assert len(refused) == 1


# The screens


def test_the_list_shows_who_works_here_and_who_is_invited(
    store, screen, owner, editor, store_client
):
    with platform_scope():
        SecondFactor.objects.create(user=editor, secret="X" * 32, confirmed_at=timezone.now())
    invite(store=store, email="new@people.example", role=Role.MANAGER, by=owner)
    page = screen.get("/admin/staff/").text
    for text in (owner.email, editor.email, "Editor", "new@people.example", "Manager", "You"):
        assert text in page
    about = screen.get(f"/admin/staff/{number(store, editor)}/").text
    assert "Yes: signs in with a code" in about


def test_somebody_alone_is_told_what_to_do(screen):
    page = screen.get("/admin/staff/").text
    assert "You work here alone" in page
    assert "Nobody is invited at the moment" in page


def test_when_somebody_was_seen_elsewhere_does_not_show(
    store, other_store, screen, editor, store_client
):
    Membership.objects.create(
        store=other_store, user=editor, group=Group.objects.get(name=Role.EDITOR)
    )
    store_client(other_store, editor)
    page = screen.get(f"/admin/staff/{number(store, editor)}/").text
    assert "<td>–</td>" in page
    store_client(store, editor)
    assert "<td>–</td>" not in screen.get(f"/admin/staff/{number(store, editor)}/").text


def test_support_is_no_staff(store, screen, as_member, owner):
    visitor = as_member(store, SUPPORT)
    assert visitor.email not in screen.get("/admin/staff/").text
    path = f"/admin/staff/{number(store, visitor)}/"
    assert screen.get(path).status_code == 404
    assert screen.post(f"{path}remove/").status_code == 404
    with pytest.raises(Membership.DoesNotExist):
        change_role(store=store, user=visitor, role=Role.OWNER, by=owner)
    assert role_of(store, visitor) == [SUPPORT]


def test_an_owner_invites_changes_and_removes(store, screen, editor):
    page = screen.post("/admin/staff/invite/", {"email": "n@people.example", "role": "Editor"})
    assert page.url == "/admin/staff/"
    path = f"/admin/staff/{number(store, editor)}/"
    assert screen.post(path, {"role": "Manager"}).url == "/admin/staff/"
    assert role_of(store, editor) == [Role.MANAGER]
    assert "signed out at once" in screen.get(f"{path}remove/").text
    assert screen.post(f"{path}remove/").url == "/admin/staff/"
    assert role_of(store, editor) == []


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(screen, editor):
    data = {"email": editor.email, "role": "Manager", "note": "Hello there"}
    page = screen.post("/admin/staff/invite/", data)
    assert page.status_code == 200
    for text in ("is a member already", "Hello there", editor.email):
        assert text in page.text
    assert not Invitation.objects.exists()


def test_ones_own_page_offers_to_leave_and_nothing_else(store, screen, owner, second_owner):
    path = f"/admin/staff/{number(store, owner)}/"
    page = screen.get(path).text
    assert "/admin/staff/leave/" in page
    assert "Change role" not in page
    assert screen.get(f"{path}remove/").url == "/admin/staff/leave/"
    assert "their own role" in screen.post(path, {"role": "Editor"}).text
    assert role_of(store, owner) == [Role.OWNER]


def test_a_refusal_is_shown_on_the_page(store, screen, owner):
    page = screen.post("/admin/staff/leave/")
    assert page.status_code == 200
    assert "needs an owner" in page.text
    page = screen.post(f"/admin/staff/{number(store, owner)}/remove/")
    assert page.status_code == 200
    assert "needs an owner" in page.text
    assert role_of(store, owner) == [Role.OWNER]


@pytest.mark.parametrize("role", OTHERS)
def test_everybody_may_leave_and_owners_alone_see_the_staff(store, as_member, store_client, role):
    person = as_member(store, role)
    client = store_client(store, person)
    assert "/admin/staff/leave/" in client.get("/admin/account/").text
    assert '"/admin/staff/"' not in client.get("/admin/").text
    for path in ("", "invite/", f"{number(store, person)}/", f"{number(store, person)}/remove/"):
        assert client.get(f"/admin/staff/{path}").url == "/admin/"
        assert client.post(f"/admin/staff/{path}", {"role": "Owner"}).url == "/admin/"
    assert role_of(store, person) == [role]

    answer = client.post("/admin/staff/leave/")

    assert answer.url == "/admin/login/"
    assert "You have left Alpha" in client.get(answer.url).text
    assert client.get("/admin/").url.startswith("/admin/login/")
    assert role_of(store, person) == []
    assert User.objects.filter(pk=person.pk).exists()


def test_invitations_are_sent_again_and_revoked(store, screen, owner):
    sent = invite(store=store, email="new@people.example", role=Role.EDITOR, by=owner)
    path = f"/admin/staff/invitations/{sent.public_id}"
    assert screen.get(f"{path}/resend/").status_code == 405
    assert screen.post(f"{path}/resend/").url == "/admin/staff/"
    assert "A new link is on its way" in screen.get("/admin/staff/").text
    assert "stops working at once" in screen.get(f"{path}/revoke/").text
    assert screen.post(f"{path}/revoke/").url == "/admin/staff/"
    assert Invitation.objects.get().revoked_at is not None
    assert screen.post(f"{path}/revoke/").status_code == 404
    screen.post(f"{path}/resend/")
    assert "Invite them anew" in screen.get("/admin/staff/").text


def test_another_stores_staff_is_not_there(store, other_store, screen, as_member):
    stranger = as_member(other_store, Role.OWNER)
    sent = invite(store=other_store, email="n@people.example", role=Role.EDITOR, by=stranger)
    assert "beta" not in screen.get("/admin/staff/").text
    for path in (
        f"{number(other_store, stranger)}/",
        f"{number(other_store, stranger)}/remove/",
        f"invitations/{sent.public_id}/revoke/",
        f"invitations/{sent.public_id}/resend/",
    ):
        assert screen.post(f"/admin/staff/{path}", {"role": "Editor"}).status_code == 404
    assert role_of(other_store, stranger) == [Role.OWNER]
    assert Invitation.objects.get().is_open


def test_the_list_asks_as_often_for_one_as_for_many(
    store, screen, owner, django_assert_max_num_queries
):
    def count() -> int:
        with django_assert_max_num_queries(60) as queries:
            assert screen.get("/admin/staff/").status_code == 200
        return len(queries)

    count()
    few = count()
    group = Group.objects.get(name=Role.EDITOR)
    for n in range(20):
        user = User.objects.create_user(f"p{n}@alpha.example")
        Membership.objects.create(store=store, user=user, group=group)
        Invitation.objects.create(
            store=store, email=f"i{n}@people.example", group=group, invited_by=owner
        )
    assert count() == few
