"""The team of operators, in Center Control: a store's staff screens, for the platform."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from stores.models import AuditEntry, Invitation, Membership, Store, User
from stores.roles import OPERATOR, Role
from stores.scope import PLATFORM_ID
from stores.services.end_membership import end_membership
from stores.services.invite import invite
from tests.conftest import PASSWORD, client_on

TEAM = "/admin/control/team/"
NEW = "colleague@provider.example"


@pytest.fixture
def platform_row(db: None) -> Store:
    return Store.all_objects.get(pk=PLATFORM_ID)


@pytest.fixture
def colleague(platform_row: Store, operator: User) -> User:
    user = User.objects.create_user(NEW, PASSWORD)
    group = Membership.objects.get(user=operator).group
    Membership.objects.create(store=platform_row, user=user, group=group)
    return user


def number(user: User) -> int:
    return Membership.objects.get(store_id=PLATFORM_ID, user=user).pk


def test_an_operator_invites_a_colleague_who_joins(
    control_client: Client, platform_row: Store, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = control_client.post(f"{TEAM}invite/", {"email": NEW, "role": OPERATOR})
    assert response.url == TEAM
    assert NEW in control_client.get(TEAM).text
    link = re.search(r"http://(\S+?)(?::\d+)?(/admin/invitation/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    assert link[1] == settings.CONTROL_HOST

    client = client_on(settings.CONTROL_HOST)
    assert NEW in client.get(client.get(link[2]).url).text
    data = {"first_name": "Kim", "password": PASSWORD, "repeated": PASSWORD}
    assert client.post("/admin/invitation/", data).url == "/admin/"

    assert client.get("/admin/control/stores/").status_code == 200
    joined = AuditEntry.objects.get(store=platform_row, action="member.added", object_name=NEW)
    assert joined.actor_name == NEW


def test_no_store_role_is_given_on_the_control_host(control_client: Client) -> None:
    for role in (*Role.values, "Support"):
        control_client.post(f"{TEAM}invite/", {"email": NEW, "role": role})
    assert not Invitation.objects.exists()


def test_a_link_for_the_team_opens_nothing_in_a_store(
    platform_row: Store, operator: User, store: Store, store_client: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        invite(store=platform_row, email=NEW, role=OPERATOR, by=operator)
    path = re.search(r"/admin/invitation/\S+", str(mail.outbox[-1].body))
    assert path is not None
    client = store_client(store)
    assert client.get(client.get(path[0]).url).status_code == 404


def test_an_operator_removes_another_who_is_out_at_once(
    control_client: Client, colleague: User
) -> None:
    theirs = client_on(settings.CONTROL_HOST, colleague)
    page = control_client.get(f"{TEAM}{number(colleague)}/")
    assert "Change role" not in page.text  # There is one role.
    assert control_client.post(f"{TEAM}{number(colleague)}/remove/").url == TEAM
    assert theirs.get("/admin/").url.startswith("/admin/login/")
    assert User.objects.filter(pk=colleague.pk).exists()


def test_the_last_operator_does_not_leave(
    control_client: Client, platform_row: Store, operator: User, colleague: User
) -> None:
    end_membership(store=platform_row, user=colleague, by=colleague)
    page = control_client.post(f"{TEAM}leave/")
    assert page.status_code == 200
    assert "needs an operator" in page.text
    with pytest.raises(ValidationError, match="needs an operator"):
        end_membership(store=platform_row, user=operator, by=operator)
    assert Membership.objects.filter(store=platform_row, user=operator).exists()


def test_an_operator_leaves(control_client: Client, operator: User, colleague: User) -> None:
    assert f"{TEAM}leave/" in control_client.get("/admin/account/").text
    assert control_client.post(f"{TEAM}leave/").url == "/admin/login/"
    assert control_client.get("/admin/").url.startswith("/admin/login/")
    assert not Membership.objects.filter(user=operator).exists()


def test_the_menu_leads_to_the_team(control_client: Client) -> None:
    assert TEAM in control_client.get("/admin/").text


PATHS = ("", "invite/", "1/", "1/remove/")


@pytest.mark.parametrize("path", PATHS)
def test_a_store_has_no_team(store: Store, store_client: Any, as_member: Any, path: str) -> None:
    client = store_client(store, as_member(store, Role.OWNER))
    assert client.get(TEAM + path).status_code == 404
    assert client.post(TEAM + path, {"email": NEW, "role": OPERATOR}).status_code == 404
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("path", PATHS)
def test_the_control_host_has_no_staff(control_client: Client, path: str) -> None:
    assert control_client.get(f"/admin/staff/{path}").status_code == 404
    response = control_client.post(f"/admin/staff/{path}", {"email": NEW, "role": "Owner"})
    assert response.status_code == 404
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("path", PATHS)
def test_no_other_role_on_the_control_host_comes_in(as_member: Any, path: str) -> None:
    editor = as_member(Store.all_objects.get(pk=PLATFORM_ID), Role.EDITOR)
    client = client_on(settings.CONTROL_HOST, editor)
    assert client.get(TEAM + path).status_code == 403
    assert client.post(TEAM + path, {"email": NEW, "role": OPERATOR}).status_code == 403
    assert not Invitation.objects.exists()
