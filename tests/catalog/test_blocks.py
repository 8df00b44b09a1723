"""The blocks of pages: what each shows, with content and without, and its preview."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import (
    BoughtTogether,
    Collection,
    CollectionProduct,
    ProductIndex,
    Review,
    StockItem,
)
from stores.models import ContactFormField, ContactFormPage, Document, HomePage
from stores.models.page import page_blocks
from stores.scope import store_scope
from tests.factories import make_category, make_image, make_product
from tests.stores.test_journal import make_journal, make_post

pytestmark = pytest.mark.django_db
BLOCKS = HomePage._meta.get_field("body").stream_block.child_blocks  # type: ignore[union-attr]
NAMES = [name for name, _block in page_blocks()]
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def put(store, *blocks: tuple[str, Any]) -> None:
    with store_scope(store):
        home = HomePage.objects.get(depth=2)
        home.body = json.dumps([{"type": name, "value": value} for name, value in blocks])
        home.save()


@pytest.fixture
def shown(store, store_client):
    """``shown(("text", …), …)``: the front page with these blocks, as a visitor gets it."""

    def show(*blocks: tuple[str, Any]) -> str:
        put(store, *blocks)
        response = store_client(store).get("/")
        assert response.status_code == 200
        return response.text.split("<main", 1)[1].split("</main>", 1)[0]

    return show


def test_every_block_has_a_group_a_description_and_a_preview() -> None:
    for name in NAMES:
        block = BLOCKS[name]
        assert block.is_previewable, name
        assert block.meta.group, name
        assert block.get_description(), name


def preview(client, name: str):
    return client.get("/admin/block-preview/", {"id": BLOCKS[name].definition_prefix})


def test_every_preview_is_in_the_stores_look_and_shows_its_own_things(
    store, other_store, store_client, as_member
):
    editor = store_client(store, as_member(store, "Editor"))
    for name in NAMES:
        response = preview(editor, name)
        assert response.status_code == 200, name
        assert "/theme/" in response.text, name
    make_product(other_store, "Over there")
    make_product(store, "Teapot")
    for name in ("product_list", "carousel", "featured_product", "recommendations"):
        html = preview(editor, name).text
        assert "Teapot" in html, name
        assert "Over there" not in html, name


def test_without_products_a_preview_shows_what_could_be(store, store_client, as_member):
    editor = store_client(store, as_member(store, "Editor"))
    for name in ("product_list", "carousel", "featured_product", "recommendations"):
        assert "A product" in preview(editor, name).text, name


def test_previews_are_not_for_visitors_or_packers(store, store_client, as_member):
    assert preview(store_client(store), "hero").status_code == 302
    packer = store_client(store, as_member(store, "Fulfilment"))
    assert preview(packer, "hero").status_code == 404


def test_every_block_stands_empty_values_and_long_words(store, shown):
    image = make_image(store).pk
    product = make_product(store, LONG, slug="long").pk
    category = make_category(store, LONG, slug="long").pk
    with store_scope(store):
        collection = Collection.objects.create(name=LONG, slug="long").pk
    link = {"label": "", "page": None, "url": ""}
    values: dict[str, Any] = {
        "hero": {"headline": LONG, "button": link},
        "slideshow": {"slides": [{"image": image, "button": link}]},
        "announcement": {"text": f"<p>{LONG}</p>", "button": link},
        "product_list": {"products": [product]},
        "carousel": {"products": [product]},
        "featured_product": {"product": product},
        "category_list": {"categories": [category]},
        "featured_category": {"category": category, "limit": 0},
        "featured_collection": {"collection": collection, "limit": 0},
        "recommendations": {"kind": "together", "product": product},
        "media_with_text": {"image": image, "text": "<p></p>", "image_side": "end", "button": link},
        "collage": {"pictures": [{"image": image, "link": link}, {"image": None, "link": link}]},
        "comparison": {"before": {"image": image}, "after": {"image": None}},
        "video": {"title": LONG, "image": image, "url": "https://film.example/1"},
        "text": f"<p>{LONG}</p>",
        "multi_column": {"columns": [{"title": LONG, "button": link}, {"button": link}]},
        "icons_with_text": {"entries": [{"icon": "leaf", "title": LONG}, {"icon": "gone"}]},
        "accordion": {"entries": [{"question": LONG, "answer": "<p>x</p>"}]},
        "testimonial": {"quote": LONG, "author": LONG, "picture": {"image": None}},
        "buttons": {"buttons": [link, {"label": LONG, "url": "/products/"}]},
        "divider": {"style": "space", "height": "small"},
        "reviews": {"limit": 3},
        "newsletter": {"heading": LONG},
        "contact_form": {"form": None},
        "journal_posts": {"limit": 3},
    }
    assert sorted(values) == sorted(NAMES)
    assert LONG in shown(*values.items())


def test_what_an_editor_writes_is_text_and_no_markup(shown):
    html = shown(
        ("hero", {"headline": "<script>alert(1)</script>"}),
        ("testimonial", {"quote": "<b>x</b>", "author": "<i>y</i>", "picture": {}}),
        ("newsletter", {"heading": "<u>z</u>"}),
    )
    assert not any(tag in html for tag in ("<script>", "<b>x", "<i>y", "<u>z"))


def test_a_product_is_bought_straight_from_its_block(store, shown, store_client):
    product = make_product(store, "Mug")
    html = shown(("featured_product", {"product": product.pk}))
    variant = product.variants.get()
    assert f'name="variant" value="{variant.public_id}"' in html
    client = store_client(store)
    client.post("/cart/add/", {"variant": str(variant.public_id), "quantity": "1"})
    assert "Mug" in client.get("/cart/").text


def test_variants_are_chosen_in_the_block_and_those_sold_out_cannot_be(store, shown):
    product = make_product(
        store, "Mug", options=["Size"],
        variants=[{"option1": "Small", "stock": 0}, {"option1": "Large", "price": "20"}],
    )  # fmt: skip
    html = shown(("featured_product", {"product": product.pk}))
    small, large = product.variants.order_by("sort_order")
    assert f'value="{small.public_id}" disabled' in html
    assert f'value="{large.public_id}" selected' in html


def test_a_product_that_is_sold_out_has_no_button(store, shown):
    product = make_product(store, "Mug", stock=0)
    html = shown(("featured_product", {"product": product.pk}))
    assert "Sold out" in html
    assert "Add to cart" not in html


def test_a_draft_product_is_shown_by_no_block(store, shown):
    draft = make_product(store, "Secret", live=False)
    html = shown(
        ("featured_product", {"product": draft.pk}),
        ("product_list", {"products": [draft.pk]}),
        ("carousel", {"products": [draft.pk]}),
    )
    assert "Secret" not in html


def test_another_stores_things_in_a_block_are_not_shown(store, other_store, shown):
    product = make_product(other_store, "Over there")
    category = make_category(other_store, "Their cups")
    html = shown(
        ("featured_product", {"product": product.pk}),
        ("product_list", {"products": [product.pk], "limit": 4}),
        ("featured_category", {"category": category.pk, "limit": 2}),
    )
    assert "Over there" not in html
    assert "Their cups" not in html


def test_a_collection_is_shown_with_some_of_its_products(store, shown):
    with store_scope(store):
        collection = Collection.objects.create(name="Gifts", slug="gifts", description="For all")
    for name in ("One", "Two", "Three"):
        product = make_product(store, name)
        with store_scope(store):
            CollectionProduct.objects.create(collection=collection, product=product)
    html = shown(("featured_collection", {"collection": collection.pk, "limit": 2}))
    assert 'href="/collections/gifts/"' in html
    assert html.count("product-card__name") == 2


def test_recommendations_show_what_sells_best_and_what_was_bought_together(store, shown):
    few, many = make_product(store, "Sold once"), make_product(store, "Sold often")
    ProductIndex.objects.filter(product=many).update(popularity=50)
    html = shown(("recommendations", {"kind": "bestsellers", "limit": 2}))
    assert html.index("Sold often") < html.index("Sold once")
    with store_scope(store):
        BoughtTogether.objects.create(product=few, companion=many, orders=3)
    html = shown(("recommendations", {"kind": "together", "product": few.pk, "limit": 2}))
    assert "Sold often" in html
    assert "Sold once" not in html


def test_only_published_reviews_are_shown(store, shown):
    product = make_product(store, "Mug")
    with store_scope(store):
        for status, rating in (("published", 5), ("waiting", 5), ("published", 2)):
            Review.objects.create(
                product=product, status=status, rating=rating, author="Ada",
                text=f"{status} {rating}",
            )  # fmt: skip
    html = shown(("reviews", {"minimum": 4, "limit": 5}))
    assert "published 5" in html
    assert "waiting" not in html
    assert "published 2" not in html


def test_a_contact_form_is_sent_from_another_page(store, shown, store_client):
    with store_scope(store):
        home = HomePage.objects.get(depth=2)
        form = ContactFormPage(title="Ask", slug="ask", locale=home.locale)
        form.form_fields = [ContactFormField(label="Name", field_type="singleline", sort_order=0)]
        home.add_child(instance=form)
    html = shown(("contact_form", {"heading": "Write", "form": form.pk}))
    assert 'action="/ask/"' in html
    assert 'name="name"' in html
    assert store_client(store).post("/ask/", {"name": "Ada"}).status_code == 302


def test_journal_posts_stand_on_the_front_page(store, shown):
    journal = make_journal(store)
    make_post(journal, "About water", tags=["Brewing"])
    make_post(journal, "About farms", tags=["Farms"])
    html = shown(("journal_posts", {"heading": "News", "limit": 3, "topic": ""}))
    assert 'href="/journal/about-water/"' in html
    assert 'href="/journal/">' in html
    html = shown(("journal_posts", {"heading": "News", "limit": 3, "topic": "farms"}))
    assert "About farms" in html
    assert "About water" not in html


def make_film(store, name: str = "film.mp4") -> Document:
    data = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 8
    with store_scope(store):
        return Document.objects.create(title="Film", file=ContentFile(data, name=name))


def test_a_film_is_served_whole_and_in_parts(store, other_store, store_client):
    film = make_film(store)
    path = f"/videos/{film.pk}/{film.filename}"
    client = store_client(store)
    whole = b"".join(client.get(path).streaming_content)
    part = client.get(path, headers={"range": "bytes=4-7"})
    assert part.status_code == 206
    assert part["Content-Range"] == f"bytes 4-7/{len(whole)}"
    assert b"".join(part.streaming_content) == b"ftyp"
    last = client.get(path, headers={"range": "bytes=-2"})
    assert b"".join(last.streaming_content) == whole[-2:]
    assert client.get(path, headers={"range": "bytes=999999-"}).status_code == 416
    assert store_client(other_store).get(path).status_code == 404
    assert client.get(f"/videos/{film.pk}/other.mp4").status_code == 404


def test_a_document_that_is_no_film_is_not_served_as_one(store, store_client):
    with store_scope(store):
        text = Document.objects.create(title="x", file=ContentFile(b"x", name="x.txt"))
    assert store_client(store).get(f"/videos/{text.pk}/{text.filename}").status_code == 404


def test_a_video_block_has_a_film_or_an_address_and_loads_nothing_by_itself(store, shown):
    film = make_film(store)
    block = BLOCKS["video"]
    image = make_image(store).pk
    for value in ({}, {"video": film.pk, "url": "https://film.example/"}):
        with pytest.raises(ValidationError), store_scope(store):
            block.clean(block.to_python({"title": "Film", "image": image, **value}))
    html = shown(("video", {"title": "Film", "image": image, "video": film.pk}))
    assert 'preload="none"' in html
    html = shown(("video", {"title": "Film", "image": image, "url": "https://film.example/1"}))
    assert "<iframe" not in html
    assert 'href="https://film.example/1"' in html


def test_the_front_page_has_one_main_heading_whatever_comes_first(shown):
    hero = ("hero", {"headline": "Hello"})
    text = ("text", "<p>Hi</p>")
    for blocks in ([hero, hero, text], [text, hero], [text]):
        assert shown(*blocks).count("<h1") == 1


def test_a_page_full_of_blocks_takes_as_many_queries_for_one_thing_as_for_ten(store, store_client):
    products = [make_product(store, f"Mug {n}", image=True) for n in range(10)]
    image = make_image(store).pk
    link = {"label": "See", "page": None, "url": "/products/"}
    client = store_client(store)

    def count(number: int) -> int:
        ids = [product.pk for product in products[:number]]
        put(
            store,
            ("product_list", {"products": ids}),
            *(("featured_product", {"product": pk}) for pk in ids),
            ("carousel", {"products": ids}),
            ("slideshow", {"slides": [{"image": image, "button": link}] * min(number, 8)}),
            ("collage", {"pictures": [{"image": image, "link": link}] * number}),
        )
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        return len(queries)

    assert count(1) == count(10)


def test_stock_decides_in_a_block_at_once(store, shown):
    product = make_product(store, "Mug", stock=1, price=Decimal("5.00"))
    block = ("featured_product", {"product": product.pk})
    assert "Add to cart" in shown(block)
    StockItem.objects.filter(variant__product=product).update(on_hand=0)
    assert "Add to cart" not in shown(block)
