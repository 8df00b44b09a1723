from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from stores.announcement_bars import COOKIE, notice_bars
from stores.models import AnnouncementBar, StoreGeneration
from stores.scope import store_scope

pytestmark = pytest.mark.django_db


def make_bar(store, text="Free delivery", **fields):
    with store_scope(store):
        return AnnouncementBar.objects.create(text=text, **fields)


def generation(store) -> int:
    return StoreGeneration.objects.get(store=store).value


def test_a_bar_stands_above_every_page_and_is_escaped(store, store_client):
    make_bar(store, "Free <delivery>", link_label="How", link_url="/shipping-and-returns/")
    for path in ("/", "/products/", "/cart/", "/about/"):
        html = store_client(store).get(path).text
        assert "Free &lt;delivery&gt;" in html
        assert '<a href="/shipping-and-returns/">How</a>' in html


def test_a_bar_is_shown_between_its_dates_only(store, store_client):
    now, day = timezone.now(), timedelta(days=1)
    make_bar(store, "Planned", starts_at=now + day)
    make_bar(store, "Running", starts_at=now - day, ends_at=now + day)
    make_bar(store, "Over", ends_at=now - day)
    html = store_client(store).get("/").text
    assert "Running" in html
    assert "Planned" not in html
    assert "Over" not in html


def test_bars_stand_in_their_order(store, store_client):
    make_bar(store, "Second bar", position=2)
    make_bar(store, "First bar", position=1)
    html = store_client(store).get("/").text
    assert html.index("First bar") < html.index("Second bar")


def test_a_bar_of_another_language_is_not_shown(store, store_client):
    make_bar(store, "Nur auf Deutsch", language="de")
    assert "Nur auf Deutsch" not in store_client(store).get("/").text


def test_who_closes_a_bar_does_not_see_it_until_its_text_changes(store, store_client):
    bar = make_bar(store, "Closed on Monday", is_dismissible=True)
    client = store_client(store)
    address = f"/announcements/{bar.key}/close/"
    assert address in client.get("/products/").text
    response = client.post(address, headers={"referer": "http://testserver/products/"})
    assert response.status_code == 302
    assert "Closed on Monday" not in client.get("/").text
    assert "Closed on Monday" in store_client(store).get("/").text
    with store_scope(store):
        bar.text = "Closed on Tuesday"
        bar.save()
    assert "Closed on Tuesday" in client.get("/").text


def test_closing_a_bar_leads_back_to_the_page_and_to_no_other_host(store, store_client):
    bar = make_bar(store, is_dismissible=True)
    client, address = store_client(store), f"/announcements/{bar.key}/close/"
    host = store.primary_domain().hostname
    own = client.post(address, headers={"referer": f"http://{host}/products/?page=2"})
    assert own["Location"] == f"http://{host}/products/?page=2"
    assert client.post(address, headers={"referer": "http://evil.example/"})["Location"] == "/"


@pytest.mark.parametrize("key", ["nonsense", "1-", "99999999999999999999-ab", "-5-a"])
def test_a_bar_that_there_is_not_cannot_be_closed(store, store_client, key):
    response = store_client(store).post(f"/announcements/{key}/close/")
    assert response.status_code == 404
    assert COOKIE not in response.cookies


def test_a_bar_that_stays_and_another_stores_bar_cannot_be_closed(store, other_store, store_client):
    staying = make_bar(store)
    theirs = make_bar(other_store, is_dismissible=True)
    client = store_client(store)
    for bar in (staying, theirs):
        assert client.post(f"/announcements/{bar.key}/close/").status_code == 404


def test_another_stores_bar_is_not_shown(store, other_store, store_client):
    make_bar(other_store, "Only over there")
    assert "Only over there" not in store_client(store).get("/").text


def test_pages_are_made_anew_when_a_bar_begins_and_when_it_ends(store, other_store):
    now, hour = timezone.now(), timedelta(hours=1)
    bar = make_bar(store, starts_at=now + hour, ends_at=now + 2 * hour)
    before, theirs = generation(store), generation(other_store)
    assert notice_bars() == 0
    for moment in ("starts_at", "ends_at"):
        passed = now - timedelta(minutes=1)
        AnnouncementBar.objects.filter(pk=bar.pk).update(
            **{moment: passed, "noticed_at": now - hour}
            | ({"starts_at": now - hour} if moment == "ends_at" else {})
        )
        assert notice_bars() == 1
        assert notice_bars() == 0
    assert generation(store) == before + 2
    assert generation(other_store) == theirs


def test_bars_that_are_deleted_together_are_gone_from_pages_at_once(store):
    make_bar(store)
    before = generation(store)
    with store_scope(store):
        AnnouncementBar.objects.all().delete()
    assert generation(store) == before + 1


def test_an_owner_writes_a_bar_and_wrong_dates_and_links_are_refused(
    store, store_client, as_member
):
    owner = store_client(store, as_member(store, "Owner"))
    add = "/admin/snippets/stores/announcementbar/add/"
    told = {"text": "Sale", "style": "strong", "position": "0", "link_label": "", "link_url": ""}
    wrong = [
        {"starts_at": "2030-01-02 10:00", "ends_at": "2030-01-01 10:00"},
        {"link_label": "Look", "link_url": "javascript:alert(1)"},
        {"link_label": "Look"},
    ]
    for bad in wrong:
        assert owner.post(add, {**told, **bad}).status_code == 200
        assert not AnnouncementBar.objects.filter(store=store).exists()
    assert owner.post(add, told).status_code == 302
    assert AnnouncementBar.objects.get(store=store).text == "Sale"
    assert "Sale" in owner.get("/admin/snippets/stores/announcementbar/").text
