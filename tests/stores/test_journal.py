from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stores.models import HomePage, JournalPage, JournalPost, Store
from stores.scope import store_scope
from stores.selectors.journal import PAGE_SIZE
from tests.factories import make_image

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def make_journal(store: Store) -> JournalPage:
    with store_scope(store):
        home = HomePage.objects.get(depth=2)
        journal = JournalPage(title="Journal", slug="journal", locale=home.locale)
        home.add_child(instance=journal)
        return journal


def make_post(journal: JournalPage, title: str, *, day: int = 1, tags=(), **fields) -> JournalPost:
    with store_scope(journal.store_id):
        post = JournalPost(
            title=title, date=date(2026, 1, 1) + timedelta(days=day), locale=journal.locale,
            **fields,
        )  # fmt: skip
        journal.refresh_from_db()
        journal.add_child(instance=post)
        if tags:
            post.tags.add(*tags)
            post.save()
        return post


@pytest.fixture
def journal(store) -> JournalPage:
    return make_journal(store)


def test_posts_are_listed_newest_first_and_drafts_are_not(store, journal, store_client):
    make_post(journal, "Older one", day=1)
    make_post(journal, "Newer one", day=2)
    make_post(journal, "Not yet", live=False)
    html = store_client(store).get("/journal/").text
    assert html.index("Newer one") < html.index("Older one")
    assert "Not yet" not in html


def test_a_post_shows_date_author_introduction_and_its_neighbours(store, journal, store_client):
    make_post(journal, "Before it", day=1)
    make_post(journal, "In between", day=2, author="Ada", introduction="A <few> words")
    make_post(journal, "After it", day=3)
    html = store_client(store).get("/journal/in-between/").text
    assert '<time datetime="2026-01-03">' in html
    assert "Ada" in html
    assert "A &lt;few&gt; words" in html
    assert 'rel="prev" href="/journal/before-it/"' in html
    assert 'rel="next" href="/journal/after-it/"' in html


def test_topics_narrow_the_list_and_an_unknown_one_is_not_found(store, journal, store_client):
    make_post(journal, "About water", tags=["Brewing"])
    make_post(journal, "About farms", tags=["Farms"])
    client = store_client(store)
    assert 'href="/journal/topic/farms/"' in client.get("/journal/").text
    html = client.get("/journal/topic/farms/").text
    assert "About farms" in html
    assert "About water" not in html
    assert client.get("/journal/topic/nothing/").status_code == 404


def test_the_list_has_pages(store, journal, store_client):
    for number in range(PAGE_SIZE + 1):
        make_post(journal, f"Post {number:02}", day=number)
    client = store_client(store)
    assert "Post 00" not in client.get("/journal/").text
    assert "Post 00" in client.get("/journal/?page=2").text
    for page in ("3", "0", "x", "-1"):
        assert client.get(f"/journal/?page={page}").status_code == 404


def test_an_empty_journal_says_so(store, journal, store_client):
    assert "Nothing has been written yet." in store_client(store).get("/journal/").text


def test_the_feed_has_whole_addresses_and_only_what_is_published(store, journal, store_client):
    make_post(journal, "Told & told", introduction="In short")
    make_post(journal, "Not yet", live=False)
    response = store_client(store).get("/journal/feed/")
    assert response["Content-Type"].startswith("application/atom+xml")
    entries = ET.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314 - our own
    assert [entry.find(f"{ATOM}title").text for entry in entries] == ["Told & told"]
    address = entries[0].find(f"{ATOM}link").get("href")
    assert address == store.absolute_url("/journal/told-told/")
    assert "/journal/feed/" in store_client(store).get("/journal/").text


def test_a_post_cannot_take_the_address_of_the_feed(store, journal):
    with pytest.raises(Exception, match="choose another"), store_scope(store):
        JournalPost(title="Feed", slug="feed", path="x", depth=4).clean()


def test_another_stores_posts_are_neither_listed_nor_found(
    store, other_store, journal, store_client
):
    make_post(make_journal(other_store), "Over there")
    client = store_client(store)
    assert "Over there" not in client.get("/journal/").text
    assert client.get("/journal/over-there/").status_code == 404


def test_the_list_takes_as_many_queries_for_one_post_as_for_twelve(store, journal, store_client):
    client = store_client(store)
    image = make_image(store, size=(640, 480))
    make_post(journal, "First", image_id=image.pk, tags=["Farms"])

    def count() -> int:
        client.get("/journal/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/journal/")
        return len(queries)

    few = count()
    for number in range(11):
        make_post(journal, f"Post {number}", image_id=image.pk, tags=["Farms", f"Topic {number}"])
    assert count() == few
