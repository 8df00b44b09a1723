from __future__ import annotations

from datetime import timedelta

import time_machine
from django.utils import timezone

from stores.models import Session, Store, User
from stores.roles import Role
from stores.scope import store_scope
from stores.services.end_sessions import end_sessions

BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (Test)", "REMOTE_ADDR": "192.0.2.8"}


def test_a_session_knows_its_person_and_where_it_is_used(store: Store, as_member, store_client):
    user = as_member(store, Role.EDITOR)
    store_client(store, user, **BROWSER)
    session = Session.objects.get(user=user)
    assert (session.store_id, session.address) == (store.pk, "192.0.2.8")
    assert session.user_agent == "Mozilla/5.0 (Test)"


def test_when_it_was_last_seen_follows_every_few_minutes(store: Store, as_member, store_client):
    user = as_member(store, Role.EDITOR)
    client = store_client(store, user, **BROWSER)
    created = Session.objects.get(user=user).created_at
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        client.get("/admin/")
        later = Session.objects.get(user=user)
        assert later.last_seen_at == timezone.now()
        assert later.created_at == created


def test_a_session_that_ends_is_signed_out_at_once(
    store: Store, other_store: Store, as_member, store_client
) -> None:
    user = as_member(store, Role.EDITOR)
    here, elsewhere = store_client(store, user), store_client(store, user)
    assert end_sessions(user=user, store=store, keep=here.session.session_key) == 1
    assert here.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


def test_sessions_end_at_every_store(store: Store, other_store: Store, as_member, store_client):
    user = as_member(store, Role.EDITOR)
    as_member_elsewhere(other_store, user)
    clients = [store_client(store, user), store_client(other_store, user)]
    assert end_sessions(user=user) == 2
    assert [client.get("/admin/").status_code for client in clients] == [302, 302]


def as_member_elsewhere(store: Store, user: User) -> None:
    from django.contrib.auth.models import Group

    from stores.models import Membership

    Membership.objects.create(store=store, user=user, group=Group.objects.get(name=Role.EDITOR))


def test_a_membership_that_expired_is_none(store: Store, as_member, store_client) -> None:
    user = as_member(store, Role.EDITOR)
    client = store_client(store, user)
    user.memberships.update(expires_at=timezone.now() + timedelta(minutes=5))
    assert client.get("/admin/").status_code == 200
    user.memberships.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get("/admin/").status_code == 302
    with store_scope(store):
        assert not User.objects.filter(pk=user.pk).exists()
