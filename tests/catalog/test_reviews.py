"""Shoppers review products, the store looks at each, and the stars follow."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from catalog.models import Product, ProductRating, Review
from catalog.services.review_links import order_of_buyer, review_path
from catalog.services.reviews import (
    Written,
    answer_review,
    delete_reviews,
    moderate,
    rebuild_ratings,
    write_review,
)
from catalog.views.reviews import REVIEWS
from catalog.views.traps import TRAP
from stores.models import Store
from stores.roles import Role
from stores.scope import store_scope
from tests.factories import make_product
from tests.stores.test_languages import speak

pytestmark = pytest.mark.django_db

SENT = {
    "rating": "4", "title": "Solid", "text": "Holds tea.\nAnd <b>coffee</b>.",
    "author": "Ann", "email": "Ann@Example.org",
}  # fmt: skip
NEW = "/products/mug/reviews/new/"
Status = Review.Status


@pytest.fixture
def mug(store: Store) -> Product:
    return make_product(store, "Mug")


@pytest.fixture
def client(store: Store, mug: Product, store_client) -> Client:
    return store_client(store)


def review(store: Store, product: Product, rating: int = 5, *, live: bool = True) -> Review:
    who = f"{uuid4().hex}@example.org"
    with store_scope(store):
        written = Written(rating, f"Title {rating}", "Text", "Ann", who)
        made = write_review(product=product, written=written)
        if live:
            moderate(review_ids=[made.pk], status=Status.PUBLISHED)
        return made


def kept(store: Store) -> list[Review]:
    with store_scope(store):
        return list(Review.objects.order_by("pk"))


def rating_of(store: Store, product: Product) -> tuple[int, int]:
    with store_scope(store):
        rating = ProductRating.objects.get(product=product)
        return rating.count, rating.total


def test_a_review_waits_until_the_store_has_published_it(store, mug, client):
    response = client.post(NEW, SENT)

    assert (response.status_code, response["Location"]) == (302, "/products/mug/")
    (written,) = kept(store)
    assert (written.status, written.rating, written.email) == ("waiting", 4, "ann@example.org")
    assert written.order_id is None
    html = client.get("/products/mug/").content.decode()
    assert "as soon as the store has looked at it" in html
    assert "Solid" not in html
    with store_scope(store):
        moderate(review_ids=[written.pk], status=Status.PUBLISHED)
    html = client.get("/products/mug/").content.decode()
    assert "Solid" in html
    assert "&lt;b&gt;coffee" in html
    assert "example.org" not in html
    assert "1 review<" in html


def test_a_review_knows_the_language_its_writer_reads(store, client):
    speak(store, "de")
    client.post(f"/de{NEW}", SENT)
    client.post(NEW, {**SENT, "email": "bob@example.org"})
    assert [written.language for written in kept(store)] == ["de", "en"]


@pytest.mark.parametrize(("field", "value", "said"), [
    ("rating", "", "Choose from one to five stars"),
    ("rating", "6", "Select a valid choice"),
    ("rating", "٥", "Select a valid choice"),
    ("email", "no address", "valid email"),
    ("author", "", "required"),
    ("author", "a\0b", "Null characters"),
    ("text", "x" * 4001, "at most 4000"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(store, client, field, value, said):
    response = client.post(NEW, {**SENT, field: value})

    assert response.status_code == 422
    html = response.content.decode()
    assert said in html
    if field != "title":
        assert 'value="Solid"' in html
    assert kept(store) == []


def test_nobody_reviews_twice(store, mug, client):
    client.post(NEW, SENT)
    again = client.post(NEW, {**SENT, "email": "ann@example.ORG", "rating": "1"})

    assert again.status_code == 422
    assert "already" in again.content.decode()
    assert [each.rating for each in kept(store)] == [4]


def test_programs_that_fill_in_everything_keep_nothing(store, client):
    response = client.post(NEW, {**SENT, TRAP: "http://spam.example"})

    assert response.status_code == 302
    assert kept(store) == []


def test_after_some_reviews_an_hour_has_to_pass(store, client):
    for number in range(REVIEWS.times):
        assert client.post(NEW, {**SENT, "email": f"a{number}@b.example"}).status_code == 302
    response = client.post(NEW, SENT)

    assert response.status_code == 429
    assert 'value="Solid"' in response.content.decode()
    assert len(kept(store)) == REVIEWS.times


def test_a_buyers_link_makes_a_verified_review_once(store, mug, client):
    order_id = uuid4()
    with store_scope(store):
        path = review_path(product=mug, order_id=order_id)
    form = client.get(path).content.decode()
    assert "verified buyer" in form
    signed = re.search(r'name="buyer" value="([^"]+)"', form)
    assert signed

    first = client.post(NEW, {**SENT, "buyer": signed[1]})
    second = client.post(NEW, {**SENT, "buyer": signed[1], "email": "other@example.org"})

    assert (first.status_code, second.status_code) == (302, 422)
    (written,) = kept(store)
    assert written.order_id == order_id


@pytest.mark.parametrize("signed", ["", "x", "1:2:3", "1:2:3:" + "a" * 43, "x" * 5000])
def test_a_forged_link_makes_nobody_a_buyer(store, client, signed):
    assert "verified buyer" not in client.get(NEW, {"buyer": signed}).content.decode()
    client.post(NEW, {**SENT, "buyer": signed})

    assert [each.order_id for each in kept(store)] == [None]


def test_a_link_holds_for_its_product_and_its_store_alone(store, other_store, mug):
    order_id = uuid4()
    bowl, theirs = make_product(store, "Bowl"), make_product(other_store, "Mug")
    signed = review_path(product=mug, order_id=order_id).partition("buyer=")[2]

    assert order_of_buyer(mug, signed) == order_id
    assert order_of_buyer(bowl, signed) is None
    assert order_of_buyer(theirs, signed) is None


def test_the_rating_follows_what_is_published(store, mug):
    five, two = review(store, mug, 5), review(store, mug, 2)
    review(store, mug, 1, live=False)
    assert rating_of(store, mug) == (2, 7)

    with store_scope(store):
        assert moderate(review_ids=[five.pk, two.pk], status=Status.PUBLISHED) == 0
        assert moderate(review_ids=[two.pk], status=Status.REFUSED) == 1
    assert rating_of(store, mug) == (1, 5)

    with store_scope(store):
        delete_reviews(review_ids=[five.pk])
    assert rating_of(store, mug) == (0, 0)


def test_ratings_can_be_rebuilt(store, mug):
    review(store, mug, 5)
    with store_scope(store):
        ProductRating.objects.update(count=9, total=9)
        rebuild_ratings(store)
    assert rating_of(store, mug) == (1, 5)


def test_a_review_cannot_become_waiting_again(store, mug):
    made = review(store, mug)
    with store_scope(store), pytest.raises(ValidationError):
        moderate(review_ids=[made.pk], status=Status.WAITING)


def test_publishing_is_seen_at_once(store, mug):
    made = review(store, mug, live=False)
    before = Store.objects.get(pk=store.pk).generation.value
    with store_scope(store):
        moderate(review_ids=[made.pk], status=Status.PUBLISHED)
    assert Store.objects.get(pk=store.pk).generation.value > before


def test_the_facet_of_stars_follows_what_is_published(store, mug, client):
    made = review(store, mug, 5)
    assert "/products/mug/" in client.get("/products/?rating=4").text
    with store_scope(store):
        moderate(review_ids=[made.pk], status=Status.REFUSED)
    assert "/products/mug/" not in client.get("/products/?rating=4").text


def test_cards_show_stars_of_reviewed_products_alone(store, mug, client):
    make_product(store, "Bowl")
    review(store, mug, 4)
    html = client.get("/products/").content.decode()
    assert re.findall(r'data-stars="(\d+)"', html) == ["40"]


def test_all_reviews_are_paged_sorted_and_chosen_by_stars(store, mug, client):
    for number in range(23):
        review(store, mug, 5 if number else 1)
    path = "/products/mug/reviews/"

    def stars(query: str) -> list[str]:
        response = client.get(path + query)
        assert response.status_code == 200
        html = response.content.decode().split("rating-summary")[-1]
        return re.findall(r'review-item">\s*<span[^>]*data-stars="(\d+)"', html)

    assert len(stars("")) == 20
    assert stars("?page=2") == ["50", "50", "10"]
    assert stars("?sort=worst")[0] == "10"
    assert stars("?stars=1") == ["10"]
    assert stars("?sort=nonsense&stars=9")[0] == "50"
    for page in ("0", "3", "-1", "x", "²", "9" * 9):
        assert client.get(path, {"page": page}).status_code == 404


def test_the_page_of_all_reviews_asks_as_little_for_many_as_for_one(
    store, mug, client, django_assert_max_num_queries
):
    for _n in range(12):
        review(store, mug)
    for path in ("/products/mug/reviews/", NEW):
        with django_assert_max_num_queries(8):
            client.get(path)


def test_what_the_store_answers_stands_below_the_review(store, mug, client):
    made = review(store, mug)
    with store_scope(store):
        answer_review(review=made, reply=" Thanks, Ann. ")
    html = client.get("/products/mug/").content.decode()
    assert "Answer of Alpha" in html
    assert "Thanks, Ann." in html


@pytest.mark.parametrize("tail", ["", "new/"])
@pytest.mark.parametrize("slug", ["theirs", "draft", "nothing"])
def test_what_is_not_published_here_has_no_reviews(store, other_store, client, slug, tail):
    make_product(other_store, "Theirs")
    make_product(store, "Draft", live=False)
    assert client.get(f"/products/{slug}/reviews/{tail}").status_code == 404
    assert client.post(f"/products/{slug}/reviews/new/", SENT).status_code == 404
    assert kept(other_store) == []


# In the admin.


@pytest.fixture
def manager(store, mug, store_client, as_member) -> Client:
    return store_client(store, as_member(store, Role.MANAGER))


def test_staff_publishes_answers_refuses_and_deletes(store, mug, manager):
    made = review(store, mug, 3, live=False)
    assert "1 review to look at" in manager.get("/admin/").content.decode()
    assert "Title 3" in manager.get("/admin/reviews/?status=waiting").content.decode()
    path = f"/admin/reviews/{made.pk}/"
    assert made.email in manager.get(path).content.decode()

    manager.post(path, {"decision": "publish", "reply": "Thanks"})
    (now,) = kept(store)
    assert (now.status, now.reply) == ("published", "Thanks")
    assert now.replied_at
    manager.post(path, {"decision": "refuse", "reply": "Thanks"})
    assert kept(store)[0].status == "refused"
    manager.post(path, {"reply": "x" * 2001})
    assert kept(store)[0].reply == "Thanks"
    manager.post(path, {"decision": "delete"})
    assert kept(store) == []
    assert rating_of(store, mug) == (0, 0)


@pytest.mark.parametrize(("action", "rating"), [
    ("publish", (2, 7)), ("refuse", (0, 0)), ("delete", (0, 0)),
])  # fmt: skip
def test_many_are_moderated_at_once(store, mug, manager, action, rating):
    made = [review(store, mug, 5, live=False), review(store, mug, 2)]
    query = "&".join(f"id={each.pk}" for each in made)
    path = f"/admin/bulk/catalog/review/{action}/?{query}&next=/admin/reviews/"
    assert "Title 2" in manager.get(path).content.decode()

    response = manager.post(path)

    assert response["Location"] == "/admin/reviews/"
    assert rating_of(store, mug) == rating
    assert len(kept(store)) == (0 if action == "delete" else 2)


def test_another_stores_reviews_are_out_of_reach(store, other_store, manager):
    theirs = review(other_store, make_product(other_store, "Theirs"), live=False)
    assert manager.get(f"/admin/reviews/{theirs.pk}/").status_code == 404
    manager.post(f"/admin/reviews/{theirs.pk}/", {"decision": "publish", "reply": ""})
    bulk = f"/admin/bulk/catalog/review/publish/?id={theirs.pk}"
    assert manager.post(bulk).status_code == 404
    with store_scope(store):
        assert moderate(review_ids=[theirs.pk], status=Status.PUBLISHED) == 0
    assert [each.status for each in kept(other_store)] == ["waiting"]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.FULFILMENT])
def test_who_may_not_moderate_reads_no_review_either(store, mug, store_client, as_member, role):
    made = review(store, mug, live=False)
    client = store_client(store, as_member(store, role))
    for path in (
        "/admin/reviews/",
        f"/admin/reviews/{made.pk}/",
        f"/admin/bulk/catalog/review/publish/?id={made.pk}",
    ):
        response = client.get(path)
        assert response.status_code in (302, 403)
        assert "Title 5" not in response.content.decode()
        client.post(path, {"decision": "publish", "reply": ""})
    assert kept(store)[0].status == "waiting"
