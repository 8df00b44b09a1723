"""Whoever asked is told once when something is back in stock."""

from __future__ import annotations

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from catalog.models import Product, ProductTranslation, StockNotice, Variant
from catalog.services import stock
from catalog.services import stock_notices as module
from catalog.services.stock_notices import MOST_OPEN, send_due, watch_stock_notices
from catalog.views.stock_notices import NOTICES
from catalog.views.traps import TRAP
from stores.models import Store
from stores.scope import owner_id, platform_scope, store_scope
from tests.factories import make_product
from tests.stores.test_languages import speak

pytestmark = pytest.mark.django_db


class BrokenServer(EmailBackend):
    def send_messages(self, messages: list) -> int:
        raise smtplib.SMTPServerDisconnected("gone away")


class WritingServer(EmailBackend):
    """Writes mails down as a real one does."""

    def send_messages(self, messages: list) -> int:
        return len([message.message().as_bytes() for message in messages])


@pytest.fixture
def variant(store: Store) -> Variant:
    return only_variant(store, make_product(store, "Mug", stock=0))


@pytest.fixture
def client(store: Store, variant: Variant, store_client) -> Client:
    return store_client(store)


def only_variant(store: Store, product: Product) -> Variant:
    with store_scope(store):
        return product.variants.get()


def ask(client: Client, variant: Variant, email: str = "Ann@Example.org", **more: str):
    sent = {"variant": str(variant.public_id), "email": email, **more}
    return client.post("/stock-notices/", sent)


def kept(store: Store) -> list[StockNotice]:
    with store_scope(store):
        return list(StockNotice.objects.order_by("pk"))


def restock(store: Store, variant: Variant, units: int = 5) -> None:
    with store_scope(store):
        stock.adjust(variant_id=variant.pk, on_hand=units, user=None)


def test_only_what_is_sold_out_offers_a_notice(store, client, variant):
    make_product(store, "Bowl")
    assert 'action="/stock-notices/"' in client.get("/products/mug/").content.decode()
    assert "/stock-notices/" not in client.get("/products/bowl/").content.decode()


def test_one_mail_when_it_is_back(store, client, variant, django_capture_on_commit_callbacks):
    response = ask(client, variant)
    ask(client, variant)
    assert response["Location"] == f"/products/mug/?variant={variant.public_id}"
    assert [notice.email for notice in kept(store)] == ["ann@example.org"]
    with store_scope(store):
        assert send_due() == 0

    with django_capture_on_commit_callbacks(execute=True):
        restock(store, variant)
    assert len(mail.outbox) == 1
    with store_scope(store):
        send_due()
    watch_stock_notices()

    (sent,) = mail.outbox
    assert sent.to == ["ann@example.org"]
    assert sent.subject == "Back in stock: Mug"
    assert sent.from_email.startswith("Alpha <")
    assert f"/products/mug/?variant={variant.public_id}" in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert kept(store)[0].sent_at is not None
    ask(client, variant)
    assert len(kept(store)) == 2  # Told once, they can ask again.


def test_who_reads_german_is_told_in_german(store, variant, store_client):
    german = speak(store, "de")
    with store_scope(store):
        ProductTranslation.objects.create(product=variant.product, language="de", name="Becher")
    client = store_client(german)
    sent = {"variant": str(variant.public_id), "email": "ann@example.org"}
    thanked = client.post("/de/stock-notices/", sent, follow=True)
    assert thanked.redirect_chain[-1][0].startswith("/de/products/mug/")
    assert "Becher" in str(next(iter(thanked.context["messages"])))

    restock(store, variant)
    with store_scope(store):
        send_due()
    (told,) = mail.outbox
    assert "Becher" in told.subject
    assert "/de/products/mug/" in told.body
    assert "Becher" in told.body


def test_who_waits_is_told_though_stock_came_back_without_a_word(
    store, other_store, client, variant
):
    """A reservation lapses; and only who waits for it."""
    ask(client, variant)
    theirs = only_variant(other_store, make_product(other_store, "Theirs", stock=0))
    with store_scope(other_store):
        StockNotice.objects.create(variant=theirs, email="bob@example.org")
    with store_scope(store):
        variant.stock.on_hand = 1
        variant.stock.save()
    watch_stock_notices()
    assert [sent.to for sent in mail.outbox] == [["ann@example.org"]]


@pytest.mark.parametrize("change", [{"live": False}, {"retired_at": timezone.now()}])
def test_nobody_is_told_of_what_is_not_for_sale(store, client, variant, change):
    ask(client, variant)
    with store_scope(store):
        model = Product if "live" in change else Variant
        model.objects.update(**change)
    restock(store, variant)
    watch_stock_notices()
    assert mail.outbox == []
    assert kept(store)[0].sent_at is None


def test_a_mail_that_could_not_be_sent_is_sent_later(store, client, variant, settings):
    ask(client, variant)
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.BrokenServer"
    restock(store, variant)
    watch_stock_notices()
    assert kept(store)[0].sent_at is None
    settings.EMAIL_BACKEND = works
    watch_stock_notices()
    assert len(mail.outbox) == 1


def test_an_address_that_no_mail_can_hold_is_refused_and_stops_nobody(
    store, client, variant, settings
):
    settings.EMAIL_BACKEND = f"{__name__}.{WritingServer.__name__}"
    spoilt = '"a\x1cbcc:x"@example.com'
    assert "valid email" in ask(client, variant, spoilt).text
    with store_scope(store):
        StockNotice.objects.create(variant=variant, email=spoilt, language="en")
    ask(client, variant)
    restock(store, variant)
    with store_scope(store):
        send_due()
        assert [notice.email for notice in StockNotice.objects.all()] == ["ann@example.org"]
        assert StockNotice.objects.get().sent_at


def test_one_stores_trouble_is_not_its_neighbours(
    store, other_store, client, variant, store_client, monkeypatch
):
    theirs = only_variant(other_store, make_product(other_store, "Pen", stock=0))
    ask(client, variant)
    ask(store_client(other_store), theirs)
    for one, sold in ((store, variant), (other_store, theirs)):
        restock(one, sold)
    mail.outbox.clear()
    with platform_scope():
        StockNotice.objects.update(sent_at=None)
    due = module.due_notices

    def broken() -> list[int]:
        if owner_id() == store.pk:
            raise RuntimeError("planted")
        return due()

    monkeypatch.setattr(module, "due_notices", broken)
    watch_stock_notices()
    assert [told.subject for told in mail.outbox] == ["Back in stock: Pen"]


def test_the_link_in_the_mail_forgets_the_address(
    store, other_store, client, variant, store_client
):
    ask(client, variant)
    bowl = only_variant(store, make_product(store, "Bowl", stock=0))
    ask(client, bowl)
    ask(client, bowl, "bob@example.org")
    restock(store, variant)
    watch_stock_notices()
    link = re.search(r"https?://[^/\s]+(/stock-notices/\S+/)", mail.outbox[0].body)
    assert link
    stranger = store_client(other_store)

    assert stranger.get(link[1]).status_code == 404
    stranger.post(link[1])
    assert "Forget my address" in client.get(link[1]).content.decode()
    assert len(kept(store)) == 3  # Looking alone forgets nothing: scanners of mails look.
    checked = Client(HTTP_HOST="alpha.localhost", enforce_csrf_checks=True)
    assert checked.post(link[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [notice.email for notice in kept(store)] == ["bob@example.org"]
    assert client.get(link[1]).status_code == 404
    assert client.post(link[1]).status_code == 200


@pytest.mark.parametrize(("email", "said"), [
    ("", "required"), ("no address", "valid email"), ("a@b.example\nBcc: x@y.example", "valid"),
])  # fmt: skip
def test_what_is_wrong_is_said(store, client, variant, email, said):
    response = ask(client, variant, email)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert kept(store) == []


def test_programs_keep_nothing_and_nobody_asks_without_end(store, client, variant):
    assert ask(client, variant, **{TRAP: "x"}).status_code == 302
    assert kept(store) == []
    for number in range(NOTICES.times):
        ask(client, variant, f"a{number}@b.example")
    assert ask(client, variant).status_code == 429
    assert len(kept(store)) == NOTICES.times


def test_nobody_signs_somebody_else_up_for_everything(store, client, variant):
    with store_scope(store):
        for number in range(MOST_OPEN):
            other = only_variant(store, make_product(store, f"Bowl {number}", stock=0))
            StockNotice.objects.create(variant=other, email="ann@example.org")
    response = ask(client, variant)
    assert response.status_code == 422
    assert f"waits for {MOST_OPEN} products already" in response.content.decode()


@pytest.mark.parametrize("name", ["theirs", "draft", "garbage"])
def test_only_what_is_for_sale_here_can_be_waited_for(store, other_store, client, name):
    theirs = only_variant(other_store, make_product(other_store, "Theirs", stock=0))
    draft = only_variant(store, make_product(store, "Draft", live=False))
    wanted = {"theirs": str(theirs.public_id), "draft": str(draft.public_id), "garbage": "\0"}
    sent = {"variant": wanted[name], "email": "ann@example.org"}
    assert client.post("/stock-notices/", sent).status_code == 404
    assert client.get("/stock-notices/", sent).status_code == 404
    assert kept(store) == kept(other_store) == []


def test_old_ones_are_dropped(store, client, variant):
    now = timezone.now()
    with store_scope(store):
        for created, sent in ((400, None), (40, 31), (40, None), (2, 1)):
            StockNotice.objects.create(
                variant=variant,
                email=f"a{created}-{sent}@b.example",
                created_at=now - timedelta(days=created),
                sent_at=sent and now - timedelta(days=sent),
            )
    watch_stock_notices()
    assert [notice.email for notice in kept(store)] == ["a40-None@b.example", "a2-1@b.example"]
