from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from stores.models import NewsletterSubscriber
from stores.scope import store_scope
from stores.services.newsletter.send_confirmation import send_confirmation
from stores.services.newsletter.subscribe import forget_unconfirmed

pytestmark = pytest.mark.django_db
Status = NewsletterSubscriber.Status
ADDRESS = "ada@example.org"


def subscribers(store):
    return NewsletterSubscriber.objects.filter(store=store)


def sign_up(client, email=ADDRESS, **fields):
    return client.post("/newsletter/", {"email": email, **fields})


def send(store) -> str:
    """The address of the link in the mail that the task sends."""
    with store_scope(store):
        send_confirmation(subscriber=NewsletterSubscriber.objects.get())
    return re.search(r"https?://[^/]+(/newsletter/confirm/\S+)", mail.outbox[-1].body)[1]


def test_nobody_is_on_the_list_before_they_confirm(store, store_client):
    client = store_client(store)
    assert sign_up(client, "Ada@Example.org")["Location"] == "/newsletter/sent/"
    assert client.get("/newsletter/sent/").status_code == 200
    assert subscribers(store).get().status == Status.WAITING
    link = send(store)
    assert mail.outbox[-1].to == [ADDRESS]
    assert client.get(link).status_code == 200
    assert subscribers(store).get().status == Status.WAITING, "A look at the link is no click."
    assert "on the list" in client.post(link).text
    assert subscribers(store).get().status == Status.CONFIRMED
    assert client.post(link).status_code == 200


def test_every_mail_has_a_link_that_ends_it_with_one_click(store, store_client):
    client = store_client(store)
    sign_up(client)
    client.post(send(store))
    sent = mail.outbox[-1]
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = re.search(r"<https?://[^/]+(/\S+)>", sent.extra_headers["List-Unsubscribe"])[1]
    assert client.get(leave).status_code == 200
    assert subscribers(store).get().status == Status.CONFIRMED
    assert client.post(leave).status_code == 200
    assert subscribers(store).get().status == Status.LEFT


def test_who_has_left_is_not_put_back_by_the_old_link(store, store_client):
    client = store_client(store)
    sign_up(client)
    link = send(store)
    client.post(link)
    client.post(link.replace("confirm", "leave"))
    assert client.post(link).status_code == 404
    sign_up(client)
    assert subscribers(store).get().status == Status.WAITING
    assert client.post(link).status_code == 404


def test_an_address_that_is_on_the_list_is_told_nothing_else(store, store_client):
    client = store_client(store)
    fresh = sign_up(client, "new@example.org")
    subscribers(store).update(status=Status.CONFIRMED)
    again = sign_up(client, "new@example.org")
    assert (again.status_code, again["Location"]) == (fresh.status_code, fresh["Location"])
    assert subscribers(store).get().status == Status.CONFIRMED


@pytest.mark.parametrize("email", ["", "nonsense", "a@b", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_told_and_kept(store, store_client, email):
    response = sign_up(store_client(store), email)
    assert response.status_code == 422
    assert not subscribers(store).exists()
    assert email[:20] in response.text


def test_programs_fall_into_the_trap(store, store_client):
    assert sign_up(store_client(store), **{"web-site": "http://spam.example"}).status_code == 302
    assert not subscribers(store).exists()


def test_one_visitor_signs_up_five_addresses_an_hour(store, store_client):
    client = store_client(store)
    for number in range(5):
        assert sign_up(client, f"a{number}@example.org").status_code == 302
    assert sign_up(client, "a6@example.org").status_code == 429
    assert subscribers(store).count() == 5


def test_links_of_another_store_lead_nowhere(store, other_store, store_client):
    with store_scope(other_store):
        theirs = NewsletterSubscriber.objects.create(email=ADDRESS)
    client = store_client(store)
    for way in ("confirm", "leave"):
        for ask in (client.get, client.post):
            assert ask(f"/newsletter/{way}/{theirs.token}/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.status == Status.WAITING


def test_the_same_person_can_be_on_the_lists_of_two_stores(store, other_store, store_client):
    for one in (store, other_store):
        assert sign_up(store_client(one)).status_code == 302
        assert subscribers(one).count() == 1


def test_unconfirmed_addresses_are_forgotten_after_two_weeks(store):
    with store_scope(store):
        old = timezone.now() - timedelta(days=15)
        NewsletterSubscriber.objects.create(email="old@example.org", asked_at=old)
        NewsletterSubscriber.objects.create(email="new@example.org")
        NewsletterSubscriber.objects.create(
            email="in@example.org", asked_at=old, status=Status.CONFIRMED
        )
    assert forget_unconfirmed() == 1
    assert set(subscribers(store).values_list("email", flat=True)) == {
        "new@example.org", "in@example.org",
    }  # fmt: skip


def test_a_manager_takes_the_list_along_and_an_editor_does_not_see_it(
    store, store_client, as_member
):
    with store_scope(store):
        one = NewsletterSubscriber.objects.create(email=ADDRESS, status=Status.CONFIRMED)
    manager = store_client(store, as_member(store, "Manager"))
    path = "/admin/snippets/stores/newslettersubscriber/"
    assert ADDRESS in manager.get(path).text
    table = b"".join(manager.get(f"{path}?export=csv").streaming_content).decode()
    assert ADDRESS in table
    assert f"/newsletter/leave/{one.token}/" in table
    editor = store_client(store, as_member(store, "Editor"))
    assert editor.get(path).status_code in (302, 403)
