"""An operator who visits for support walks every address of the store's admin: no secret of the
store or of its people comes back, nobody's sign-in or rights change, and no list goes along."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.test import Client
from django.utils import timezone

from commerce.models import PaymentMethod
from stores.models import (
    Invitation,
    Membership,
    RecoveryCode,
    SecondFactor,
    Session,
    Store,
    SupportAccess,
    User,
)
from stores.models.invitation import digest
from stores.roles import KEPT_TO_THE_TEAM, OPERATOR, SUPPORT, WITHHELD_FROM_SUPPORT, Role
from stores.scope import platform_scope, store_scope
from stores.services.begin_support import begin_support
from tests.conftest import PASSWORD
from tests.isolation.crawl import addresses, text_of
from tests.isolation.things import Things, bodies

CONTROL = "http://control.localhost"
SECRETS = ("sk_live_planted4711", "whsec_planted4711", "PLANTEDTOTP4711", "plantedcode4711")
INVITATION = "planted-invitation-4711"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def owner(two) -> User:
    return User.objects.get(memberships__store=two.mine.store, memberships__group__name=Role.OWNER)


@pytest.fixture
def planted(two, owner: User) -> list[str]:
    """Secrets wherever a store and its people have any."""
    with store_scope(two.mine.store):
        method = PaymentMethod.objects.get(provider="manual")
        method.credentials = {"secret_key": SECRETS[0]}
        method.save()
        PaymentMethod.objects.exclude(pk=method.pk).delete()
        PaymentMethod.objects.create(
            provider="test", name="Test", credentials={"signing_secret": SECRETS[1]}
        )
    SecondFactor.objects.create(user=owner, secret=SECRETS[2], confirmed_at=timezone.now())
    RecoveryCode.objects.create(user=owner, digest=SECRETS[3])
    with platform_scope(on_behalf_of=two.mine.store):
        Invitation.objects.all().delete()
        Invitation.objects.create(
            email="new@planted.example",
            group=Group.objects.get(name=Role.EDITOR),
            token_digest=digest(INVITATION),
        )
    sessions = Session.objects.filter(store=two.mine.store).values_list("session_key", flat=True)
    return [
        *SECRETS,
        INVITATION,
        digest(INVITATION),
        owner.password,
        default_token_generator.make_token(owner),
        *sessions,
    ]


@pytest.fixture
def visitor(two, planted) -> Client:
    user = User.objects.create_user("visitor@platform.example", PASSWORD)
    Membership.objects.create(store_id=0, user=user, group=Group.objects.get(name=OPERATOR))
    begun = begin_support(
        store=two.mine.store, operator=user, reason="Crawl", duration=timedelta(hours=4)
    )
    client = Client(HTTP_HOST=two.mine.host, raise_request_exception=False)
    answer = client.post(
        "/admin/support/enter/", {"token": begun.token}, headers={"Origin": CONTROL}
    )
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 200
    return client


def walk(two) -> Iterator[str]:
    things = Things.of(two.mine)
    for address in addresses():
        if address.template.startswith("admin/") and "support/leave" not in address.template:
            yield from things.fill(address)


def test_no_page_shows_a_secret(two, visitor: Client, planted: list[str]) -> None:
    opened, problems = 0, []
    for path in walk(two):
        for query in ({}, {"export": "csv"}):
            with transaction.atomic():
                response = visitor.get(path, query)
            if not query and response.status_code == 200:
                opened += 1
            answer = text_of(response)
            problems += [f"{path}: {secret}" for secret in planted if secret.lower() in answer]
            if response.headers.get("Content-Disposition", "").startswith("attachment"):
                problems.append(f"{path}: goes along as a file")
            if response.status_code != 200:
                break  # Not a list.
    assert problems == []
    assert opened > 50, "the crawl reached nothing"


def test_no_form_changes_who_may_what(two, visitor: Client, owner: User) -> None:
    def people() -> list:
        """Who may what, and by what they sign in."""
        with platform_scope():
            return [
                list(Membership.objects.order_by("pk").values_list("pk", "user", "group", "store")),
                list(User.objects.order_by("pk").values_list("pk", "email", "password",
                                                             "is_active")),
                list(SecondFactor.objects.order_by("pk").values_list("pk", "confirmed_at")),
                list(RecoveryCode.objects.order_by("pk").values_list("pk", "digest")),
                list(Invitation.objects.order_by("pk").values_list("pk", "email", "revoked_at")),
                list(SupportAccess.objects.order_by("pk").values_list("pk", "expires_at",
                                                                      "ended_at")),
                list(PaymentMethod.objects.order_by("pk").values_list("pk", "credentials")),
                list(Store.all_objects.order_by("pk").values_list("pk", "requires_second_factor")),
            ]  # fmt: skip

    before = people()
    _empty, filled, *_rest = bodies(Things.of(two.mine))
    for path in walk(two):
        if path.startswith(("/admin/logout/", "/admin/support/")):
            continue
        with transaction.atomic():
            visitor.post(path, filled)
    assert people() == before
    assert visitor.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/admin/account/",
        "/admin/security/",
        "/admin/security/password/",
        "/admin/password_reset/",
        "/admin/staff/",
    ],
)
def test_a_visitors_own_account_is_looked_after_elsewhere(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, {"new_password1": "x"}).status_code == 404


def test_a_visitor_may_what_a_manager_may_and_less(db) -> None:
    def held(role: str) -> set[str]:
        found = Permission.objects.filter(group__name=role).select_related("content_type")
        return {f"{one.content_type.app_label}.{one.codename}" for one in found}

    support, manager, owner = held(SUPPORT), held(Role.MANAGER), held(Role.OWNER)
    assert support <= manager
    assert manager - support <= WITHHELD_FROM_SUPPORT | {
        name for name in manager if name.rpartition("_")[2] in KEPT_TO_THE_TEAM
    }
    assert "catalog.change_product" in support
    assert not support & WITHHELD_FROM_SUPPORT
    assert not {name for name in support if name.rpartition("_")[2] in KEPT_TO_THE_TEAM}
    assert {"stores.view_auditentry", "stores.change_supportaccess"} <= owner - support
