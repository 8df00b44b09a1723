"""Somebody is asked to join a store, and does; or the link does not hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from stores.models import AuditEntry, Invitation, Membership, SecondFactor, Store, User
from stores.models.invitation import digest
from stores.roles import Role
from stores.scope import platform_scope
from stores.services.accept_invitation import accept_as_new, accept_with_account
from stores.services.change_role import change_role
from stores.services.deactivate_person import deactivate_person
from stores.services.end_membership import end_membership
from stores.services.invite import MAILS_A_DAY, invite
from stores.services.resend_invitation import resend_invitation
from stores.services.revoke_invitation import revoke_invitation
from tests.conftest import PASSWORD

NEW = "new@people.example"
LINK = re.compile(r"http://\S+(/admin/invitation/[\w-]{43}/)")

Send = Callable[..., str]


@pytest.fixture
def owner(store: Store, as_member) -> User:
    return as_member(store, Role.OWNER)


@pytest.fixture
def send(store: Store, owner: User, django_capture_on_commit_callbacks) -> Send:
    """``send(email)``: invites, and gives the path of the link in the mail."""

    def invited(email: str = NEW, role: str = Role.EDITOR, **fields: Any) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            invite(store=store, email=email, role=role, by=owner, **fields)
        return last_link()

    return invited


def last_link() -> str:
    found = LINK.search(str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def open_link(client: Client, link: str) -> Any:
    response = client.get(link)
    assert (response.status_code, response.url) == (302, "/admin/invitation/")
    return client.get(response.url)


def accept_new(client: Client, password: str = PASSWORD, **fields: str) -> Any:
    fields = {"first_name": "Nia", "password": password, "repeated": password, **fields}
    return client.post("/admin/invitation/", fields)


def roles_in(store: Store, email: str) -> list[str]:
    held = Membership.objects.filter(store=store, user__email=email)
    return list(held.values_list("group__name", flat=True))


def somebody_at(store: Store, as_member, email: str = NEW) -> User:
    user = as_member(store, Role.EDITOR)
    user.email = email
    user.save()
    return user


def test_an_invited_person_makes_an_account_and_is_in(store, store_client, send):
    client = store_client(store)
    page = open_link(client, send(note="Welcome aboard!\nSee you."))
    assert page.status_code == 200
    assert NEW in page.text
    assert "Editor" in page.text

    response = accept_new(client, last_name="Okoro")

    assert (response.status_code, response.url) == (302, "/admin/")
    assert "Welcome to Alpha" in client.get("/admin/").text
    user = User.objects.get(email=NEW)
    assert (user.get_full_name(), user.check_password(PASSWORD)) == ("Nia Okoro", True)
    assert roles_in(store, NEW) == [Role.EDITOR]


def test_the_mail_says_who_invites_where_to_what_and_until_when(store, send, owner):
    Store.objects.filter(pk=store.pk).update(language="de", name="Alpha & <Sons>")
    send(note="<b>Hi</b>")
    message = mail.outbox[-1]
    assert message.to == [NEW]
    assert "Alpha & <Sons>" in message.from_email
    assert message.reply_to == [owner.email]
    html = str(message.alternatives[0][0])
    assert 'lang="de"' in html
    assert "&lt;b&gt;Hi&lt;/b&gt;" in html
    assert "<b>Hi" not in html
    for text in (owner.email, "Alpha & <Sons>", str(timezone.localdate().year)):
        assert text in str(message.body)


def test_only_a_digest_of_the_token_is_kept(store, send):
    token = send().split("/")[-2]
    invitation = Invitation.objects.get(email=NEW)
    assert invitation.token_digest == digest(token)
    assert AuditEntry.objects.filter(object_name=NEW).exists()
    assert token not in str(list(AuditEntry.objects.values()))


def test_the_token_is_in_one_address_alone_which_shows_nothing(store, store_client, send):
    link = send()
    client = store_client(store)
    response = client.get(link)
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    page = client.get(response.url)
    assert link.split("/")[-2] not in page.text + str(page.headers)


def test_an_account_and_no_account_get_the_same_answer_and_the_same_mail(
    store, other_store, owner, as_member, store_client, django_capture_on_commit_callbacks
):
    somebody_at(other_store, as_member, "known@people.example")
    client = store_client(store, owner)
    answers = []
    for name in ("known", "other"):
        email = f"{name}@people.example"
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post("/admin/staff/invite/", {"email": email, "role": "Editor"})
        message = mail.outbox[-1]
        answer = (
            f"{response.status_code} {response.url} {client.get(response.url).text}"
            f"{message.subject} {message.body} {message.alternatives} {message.extra_headers}"
        )
        revoke(store, owner)
        Invitation.objects.all().delete()
        answers.append(without_tokens(answer.replace(email, "somebody")))
    assert answers[0] == answers[1]
    assert "somebody is invited" in answers[0]


def without_tokens(text: str) -> str:
    random = r'csrf\w+" value="\w+"|CSRF_TOKEN": "\w+"|invitation/[\w-]{43}|[0-9a-f-]{36}'
    return re.sub(random, "", text, flags=re.IGNORECASE)


def test_somebody_with_an_account_gives_its_password_and_keeps_it(
    store, other_store, store_client, as_member, send
):
    user = somebody_at(other_store, as_member)
    before = (user.password, user.first_name)
    client = store_client(store)
    page = open_link(client, send())
    assert "new-password" not in page.text
    assert "First name" not in page.text

    assert client.post("/admin/invitation/", {"password": PASSWORD}).url == "/admin/"

    user.refresh_from_db()
    assert (user.password, user.first_name) == before
    assert roles_in(store, NEW) == [Role.EDITOR]
    assert client.get("/admin/").status_code == 200


def test_another_accounts_password_cannot_be_set_by_an_invitation(
    store, other_store, store_client, as_member, send
):
    user = somebody_at(other_store, as_member)
    client = store_client(store)
    open_link(client, send())
    response = accept_new(client, "entirely new pass phrase")
    assert response.status_code == 200
    assert "not the password" in response.text
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert roles_in(store, NEW) == []
    with pytest.raises(ValidationError, match="account with this address now"):
        accept_as_new(
            store=store,
            token_digest=Invitation.objects.get(email=NEW).token_digest,
            first_name="X",
            password="entirely new pass phrase",
        )


def test_passwords_of_an_account_cannot_be_tried_for_long(
    store, other_store, store_client, as_member, send
):
    somebody_at(other_store, as_member)
    client = store_client(store)
    open_link(client, send())
    for _attempt in range(5):
        assert "not the password" in client.post("/admin/invitation/", {"password": "x"}).text
    refused = client.post("/admin/invitation/", {"password": PASSWORD})
    assert "Too many attempts" in refused.text
    assert roles_in(store, NEW) == []


def test_a_second_factor_is_asked_for_at_the_sign_in(
    store, other_store, store_client, as_member, send
):
    user = somebody_at(other_store, as_member)
    with platform_scope():
        SecondFactor.objects.create(user=user, secret="X" * 32, confirmed_at=timezone.now())
    client = store_client(store)
    open_link(client, send())
    response = client.post("/admin/invitation/", {"password": PASSWORD})
    assert 'name="code"' in client.get(response.url).text
    assert roles_in(store, NEW) == [Role.EDITOR]
    assert client.get("/admin/").url.startswith("/admin/login/")


@pytest.mark.parametrize("password", ["short", "12345678901234", "password123", "nia@people"])
def test_a_new_password_passes_all_validators(store, store_client, send, password):
    client = store_client(store)
    open_link(client, send())
    response = accept_new(client, password, first_name="nia@people")
    assert response.status_code == 200
    assert "w-field__errors" in response.text
    assert not User.objects.filter(email=NEW).exists()


def test_two_different_passwords_are_refused_and_the_name_stays(store, store_client, send):
    client = store_client(store)
    open_link(client, send())
    response = accept_new(client, repeated="something else")
    assert "The two passwords differ" in response.text
    assert 'value="Nia"' in response.text
    assert not User.objects.filter(email=NEW).exists()


def expire(store: Store, owner: User) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def revoke(store: Store, owner: User) -> None:
    revoke_invitation(store=store, public_id=Invitation.objects.get().public_id, by=owner)


def renew(store: Store, owner: User) -> None:
    resend_invitation(store=store, public_id=Invitation.objects.get().public_id, by=owner)


@pytest.mark.parametrize(
    ("end", "says"),
    [(expire, "has expired"), (revoke, "does not hold"), (renew, "does not hold")],
)
@pytest.mark.parametrize("is_open", [False, True])
def test_a_link_that_has_ended_says_what_to_do(
    store, store_client, send, owner, end, says, is_open
):
    link, client = send(), store_client(store)
    if is_open:  # Somebody has the form before them.
        open_link(client, link)
    end(store, owner)
    answer = accept_new(client) if is_open else open_link(client, link)
    assert answer.status_code == 404
    assert says in answer.text
    assert not User.objects.filter(email=NEW).exists()


def test_a_link_works_once(store, store_client, send):
    link = send()
    first, second = store_client(store), store_client(store)
    open_link(first, link)
    open_link(second, link)
    accept_new(first)
    answer = accept_new(second, "quite another password")
    assert answer.status_code == 404
    assert "accepted already" in answer.text
    assert User.objects.get(email=NEW).check_password(PASSWORD)


def test_another_stores_link_is_no_link(store, other_store, store_client, send):
    link = send()
    client = store_client(other_store)
    unknown = open_link(client, "/admin/invitation/" + "x" * 43 + "/")
    foreign = open_link(client, link)
    assert foreign.status_code == unknown.status_code == 404
    assert without_tokens(foreign.text) == without_tokens(unknown.text)
    with pytest.raises(ValidationError, match="does not hold"):
        accept_as_new(
            store=other_store,
            token_digest=Invitation.objects.get().token_digest,
            first_name="Nia",
            password=PASSWORD,
        )
    assert not User.objects.filter(email=NEW).exists()


def test_two_stores_invite_the_same_person_who_joins_both(
    store, other_store, store_client, send, as_member, django_capture_on_commit_callbacks
):
    first = send()
    with django_capture_on_commit_callbacks(execute=True):
        invite(
            store=other_store,
            email=NEW,
            role=Role.MANAGER,
            by=as_member(other_store, Role.OWNER),
        )
    client, other = store_client(store), store_client(other_store)
    open_link(client, first)
    open_link(other, last_link())
    accept_new(client)
    assert "Give its password" in other.get("/admin/invitation/").text
    other.post("/admin/invitation/", {"password": PASSWORD})
    assert (roles_in(store, NEW), roles_in(other_store, NEW)) == (["Editor"], ["Manager"])


def test_nobody_is_invited_twice_or_as_a_member(store, send, owner):
    send()
    with pytest.raises(ValidationError, match="invited already"):
        invite(store=store, email=f" {NEW.upper()} ", role=Role.EDITOR, by=owner)
    with pytest.raises(ValidationError, match="is a member already"):
        invite(store=store, email=owner.email, role=Role.EDITOR, by=owner)
    expire(store, owner)
    invite(store=store, email=NEW, role=Role.MANAGER, by=owner)
    open_one = Invitation.objects.get(accepted_at=None, revoked_at=None)
    assert open_one.group.name == Role.MANAGER


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a@b.example\nBcc: c@d.example"])
def test_what_is_no_address_is_refused(store, owner, email):
    with pytest.raises(ValidationError) as refusal:
        invite(store=store, email=email, role=Role.EDITOR, by=owner)
    assert set(refusal.value.message_dict) == {"email"}
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", ["Operator", "Support", "", "King"])
def test_no_role_from_elsewhere_is_given(store, owner, role):
    with pytest.raises(ValidationError) as refusal:
        invite(store=store, email=NEW, role=role, by=owner)
    assert set(refusal.value.message_dict) == {"role"}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EDITOR, Role.FULFILMENT, "Support"])
def test_only_owners_invite_resend_and_revoke(store, as_member, send, role):
    send()
    public_id = Invitation.objects.get().public_id
    person = as_member(store, role)
    for attempt in (
        lambda: invite(store=store, email="x@people.example", role=Role.OWNER, by=person),
        lambda: resend_invitation(store=store, public_id=public_id, by=person),
        lambda: revoke_invitation(store=store, public_id=public_id, by=person),
    ):
        with pytest.raises(ValidationError, match="Only an owner"):
            attempt()
    assert Invitation.objects.get().is_open


def test_an_owner_elsewhere_is_nobody_here(store, other_store, as_member, send):
    send()
    stranger = as_member(other_store, Role.OWNER)
    with pytest.raises(ValidationError, match="Only an owner"):
        invite(store=store, email="x@people.example", role=Role.OWNER, by=stranger)
    with pytest.raises(Invitation.DoesNotExist):
        revoke_invitation(
            store=other_store, public_id=Invitation.objects.get().public_id, by=stranger
        )


def test_invitations_are_limited_per_day(store, owner):
    for number in range(MAILS_A_DAY.times):
        invite(store=store, email=f"p{number}@people.example", role=Role.EDITOR, by=owner)
    with pytest.raises(ValidationError, match="Too many invitations"):
        invite(store=store, email=NEW, role=Role.EDITOR, by=owner)
    sent = Invitation.objects.all()[0]
    with pytest.raises(ValidationError, match="Too many invitations"):
        resend_invitation(store=store, public_id=sent.public_id, by=owner)


@pytest.mark.parametrize("how", ["removed", "demoted", "deactivated"])
def test_invitations_end_with_the_right_to_invite(store, store_client, as_member, owner, send, how):
    second = as_member(store, Role.MANAGER)
    change_role(store=store, user=second, role=Role.OWNER, by=owner)
    link = send()
    if how == "removed":
        end_membership(store=store, user=owner, by=second)
    elif how == "deactivated":
        deactivate_person(user=owner, reason="A stranger knows the password.")
    else:
        change_role(store=store, user=owner, role=Role.MANAGER, by=second)
    assert open_link(store_client(store), link).status_code == 404


def test_the_log_says_who_joined_and_from_where(store, store_client, send):
    client = store_client(store)
    open_link(client, send())
    accept_new(client)
    joined = AuditEntry.objects.get(store=store, action="member.added", object_name=NEW)
    assert (joined.actor_name, joined.actor_kind, joined.address) == (NEW, "person", "127.0.0.1")
    accepted = AuditEntry.objects.get(store=store, action="invitation.changed", object_name=NEW)
    assert (accepted.before, accepted.actor_name) == ({"accepted_at": None}, NEW)


def test_a_mail_server_that_refuses_leaves_the_invitation_to_be_sent_again(
    store, send, owner, monkeypatch, django_capture_on_commit_callbacks
):
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            invite(store=store, email=NEW, role=Role.EDITOR, by=owner)
    assert not mail.outbox
    with django_capture_on_commit_callbacks(execute=True):
        renew(store, owner)
    assert mail.outbox[-1].to == [NEW]


def test_accepting_while_a_member_already_is_refused(store, as_member, send, owner):
    send()
    user = User.objects.create_user(NEW, PASSWORD)
    Membership.objects.create(store=store, user=user, group=Invitation.objects.get().group)
    token_digest = Invitation.objects.get().token_digest
    with pytest.raises(ValidationError, match="member already"):
        accept_with_account(store=store, token_digest=token_digest, password=PASSWORD)
    assert Membership.objects.filter(store=store, user=user).count() == 1
