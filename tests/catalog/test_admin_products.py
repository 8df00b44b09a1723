"""The product editor in a store's admin, as its staff use it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from catalog.models import Product, ProductIndex, StockItem, Variant
from catalog.services import stock
from stores.models import Store
from stores.scope import store_scope
from tests.factories import make_category, make_product

LIST = "/admin/snippets/catalog/product/"
ADD = f"{LIST}add/"


EMPTY_VARIANT = {
    "weight_grams": "0",
    "compare_at_price": "",
    "cost": "",
    "barcode": "",
    "stock_policy": "track",
    "backorder_until": "",
    "low_stock_at": "",
    "image": "",
}


def edit_url(product: Product) -> str:
    return f"{LIST}edit/{product.pk}/"


def form_data(
    *,
    variants: list[dict[str, Any]] | None = None,
    variants_initial: int = 0,
    options: list[dict[str, Any]] | None = None,
    options_initial: int = 0,
    categories: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    rows = [{"sku": "MUG-1", "price": "12.90"}] if variants is None else variants
    return nested_form_data(
        {
            "name": "Mug",
            "slug": "mug",
            "short_description": "",
            "description": rich_text("<p>Holds tea.</p>"),
            "tax_class": "standard",
            "attributes": "",
            "minimum_quantity": "1",
            "maximum_quantity": "",
            "brand": "",
            "tags": "",
            "seo_title": "",
            "search_description": "",
            "related_products": inline_formset([]),
            "images": inline_formset([]),
            "product_categories": inline_formset(categories or []),
            "options": inline_formset(
                [
                    {"display": "buttons", "values": inline_formset([]), **row}
                    for row in options or []
                ],
                initial=options_initial,
            ),
            "variants": inline_formset(
                [{**EMPTY_VARIANT, **row} for row in rows],
                initial=variants_initial,
            ),
            **fields,
        }
    )


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, "Owner"))


def create(client: Client, action: str = "publish", **fields: Any) -> Product:
    response = client.post(ADD, {**form_data(**fields), f"action-{action}": "1"})
    assert response.status_code == 302, errors_of(response)
    return Product.objects.get(slug=fields.get("slug", "mug"))


def errors_of(response: Any) -> str:
    form = response.context["form"]
    formsets = {name: (f.errors, f.non_form_errors()) for name, f in form.formsets.items()}
    return f"{form.errors} {formsets}"


def test_a_published_product_is_in_the_store(owner: Client, store: Store) -> None:
    product = create(owner)
    assert product.live
    assert product.store_id == store.pk
    assert ProductIndex.objects.get(product=product).name == "Mug"
    assert Variant.objects.get(product=product).currency == store.currency


def test_the_message_after_publishing_leads_to_the_stock(owner: Client) -> None:
    response = owner.post(ADD, {**form_data(), "action-publish": "1"}, follow=True)
    product = Product.objects.get(slug="mug")
    assert reverse("catalog_stock:edit", args=[product.pk]) in response.content.decode()
    assert product.get_absolute_url() in response.content.decode()
    assert StockItem.objects.get(variant__product=product).on_hand == 0


def test_a_draft_changes_nothing_in_the_store(owner: Client) -> None:
    product = create(owner)
    variant = product.variants.get()
    data = form_data(
        name="Cup", variants=[{"id": variant.pk, "sku": "MUG-1", "price": "1"}], variants_initial=1
    )
    assert owner.post(edit_url(product), data).status_code == 302
    product.refresh_from_db()
    assert product.name == "Mug"
    assert product.has_unpublished_changes
    assert ProductIndex.objects.get(product=product).price_min == 1290


def test_a_first_draft_is_not_in_the_store(owner: Client) -> None:
    product = create(owner, action="create-draft", variants=[])
    assert not product.live
    assert not ProductIndex.objects.filter(product=product).exists()


def test_variants_keep_their_keys_and_stock_through_publishes(owner: Client) -> None:
    product = create(owner)
    first = product.variants.get()
    stock.adjust(variant_id=first.pk, on_hand=7, user=None)
    rows = [
        {"id": first.pk, "sku": "MUG-1", "price": "12.90", "option1": "S"},
        {"id": "", "sku": "MUG-2", "price": "15", "option1": "L"},
    ]
    data = form_data(variants=rows, variants_initial=1, options=[{"name": "Size"}])
    assert owner.post(edit_url(product), {**data, "action-publish": "1"}).status_code == 302
    second = product.variants.get(sku="MUG-2")
    stock.adjust(variant_id=second.pk, on_hand=3, user=None)

    page = owner.get(edit_url(product))
    assert 'value="12.90"' in page.content.decode()
    shown = [form.instance.pk for form in page.context["form"].formsets["variants"].forms]
    assert shown == [first.pk, second.pk]
    option = page.context["form"].formsets["options"].forms[0].instance
    assert option == product.options.get()
    rows[1]["id"], rows[1]["price"] = second.pk, "16"
    data = form_data(
        variants=rows,
        variants_initial=2,
        options=[{"name": "Size", "id": option.pk}],
        options_initial=1,
    )
    response = owner.post(edit_url(product), {**data, "action-publish": "1"})
    assert response.status_code == 302, errors_of(response)

    assert {v.sku: v.pk for v in product.variants.all()} == {"MUG-1": first.pk, "MUG-2": second.pk}
    assert {
        i.variant_id: i.on_hand for i in StockItem.objects.filter(variant__product=product)
    } == {
        first.pk: 7,
        second.pk: 3,
    }


def test_publishing_an_earlier_revision_leaves_stock_alone(owner: Client) -> None:
    product = create(owner)
    earlier = product.latest_revision
    variant = product.variants.get()
    rows = [{"id": variant.pk, "sku": "MUG-1", "price": "20"}]
    data = form_data(variants=rows, variants_initial=1)
    owner.post(edit_url(product), {**data, "action-publish": "1"})
    stock.adjust(variant_id=variant.pk, on_hand=4, user=None)

    revert = f"{LIST}history/{product.pk}/revisions/{earlier.pk}/revert/"
    assert owner.get(revert).status_code == 200
    rows[0]["price"] = "12.90"
    data = form_data(variants=rows, variants_initial=1)
    assert owner.post(revert, {**data, "action-publish": "1"}).status_code == 302

    assert product.variants.get().pk == variant.pk
    assert str(product.variants.get().price) == "12.900"
    assert StockItem.objects.get(variant=variant).on_hand == 4


BAD = {
    "no variant": ({"variants": []}, "Add at least one variant"),
    "no price": ({"variants": [{"sku": "A", "price": ""}]}, "This field is required"),
    "negative price": ({"variants": [{"sku": "A", "price": "-1"}]}, "greater than or equal to 0"),
    "too fine a price": ({"variants": [{"sku": "A", "price": "1.005"}]}, "no amounts as fine"),
    "too high a price": ({"variants": [{"sku": "A", "price": "100000000"}]}, "at most 99999999"),
    "not a price": ({"variants": [{"sku": "A", "price": "NaN"}]}, "Enter a number"),
    "no SKU": ({"variants": [{"sku": "", "price": "1"}]}, "This field is required"),
    "the same SKU twice": (
        {
            "variants": [{"sku": "A", "price": "1", "option1": v} for v in "xy"],
            "options": [{"name": "Size"}],
        },
        "Two variants have this SKU",
    ),
    "an SKU of another product": ({"variants": [{"sku": "TAKEN", "price": "1"}]}, "has this SKU"),
    "a slug of another product": ({"slug": "taken"}, "Another product has this slug"),
    "no option value": ({"options": [{"name": "Size"}]}, "Give this variant its “Size”"),
    "a value without an option": (
        {"variants": [{"sku": "A", "price": "1", "option1": "L"}]},
        "has no such option",
    ),
    "the same options twice": (
        {
            "variants": [{"sku": s, "price": "1", "option1": "L"} for s in "AB"],
            "options": [{"name": "Size"}],
        },
        "same options",
    ),
    "two variants and no option": (
        {"variants": [{"sku": s, "price": "1"} for s in "AB"]},
        "Without options a product has one variant",
    ),
    "the same option twice": ({"options": [{"name": "Size"}, {"name": "Size"}]}, "there twice"),
    "too many options": ({"options": [{"name": str(n)} for n in range(4)]}, "at most 3"),
    "a former price below the price": (
        {"variants": [{"sku": "A", "price": "5", "compare_at_price": "4"}]},
        "higher than the price",
    ),
    "a fact without a colon": ({"attributes": "Material Oak"}, "Line 1"),
    "a fact twice": ({"attributes": "A: 1\nA: 2"}, "there already"),
    "an unknown category": ({"categories": [{"category": "999999"}]}, "valid choice"),
    "no name": ({"name": ""}, "This field is required"),
}


CASES = [
    (case, action)
    for case in BAD
    for action in ("publish", "draft")
    if (case, action) != ("no variant", "draft")  # A draft may wait for its first variant.
]


@pytest.mark.parametrize(("case", "action"), CASES)
def test_bad_input_is_explained_and_kept(
    owner: Client, store: Store, case: str, action: str
) -> None:
    fields, message = BAD[case]
    make_product(store, "Taken", variants=[{"sku": "TAKEN"}])
    response = owner.post(ADD, {**form_data(**fields), f"action-{action}": "1"})
    assert response.status_code == 200, f"{case} was accepted"
    assert message in errors_of(response)
    assert Product.objects.count() == 1
    assert 'value="12.90"' in response.content.decode() or "variants" in fields


def test_autosave_is_held_to_the_same_rules(owner: Client, store: Store) -> None:
    make_product(store, "Taken", variants=[{"sku": "TAKEN"}])
    data = form_data(variants=[{"sku": "TAKEN", "price": "1"}])
    response = owner.post(ADD, data, headers={"accept": "application/json"})
    assert response.status_code == 400
    assert response.json()["error_code"] == "validation_error"


def test_autosave_tells_the_keys_of_new_variants(owner: Client) -> None:
    product = create(owner)
    variant = product.variants.get()
    rows = [
        {"id": variant.pk, "sku": "MUG-1", "price": "1", "option1": "S"},
        {"id": "", "sku": "MUG-2", "price": "2", "option1": "L"},
    ]
    data = form_data(variants=rows, variants_initial=1, options=[{"name": "Size"}])
    response = owner.post(edit_url(product), data, headers={"accept": "application/json"})
    assert response.status_code == 200
    assert int(response.json()["field_updates"]["variants-1-id"]) > variant.pk


def test_currency_without_decimals_refuses_them(owner: Client, store: Store) -> None:
    Store.all_objects.filter(pk=store.pk).update(currency="JPY")
    data = form_data(variants=[{"sku": "A", "price": "12.5"}])
    response = owner.post(ADD, {**data, "action-publish": "1"})
    assert "JPY has no amounts as fine as 12.5" in errors_of(response)


def test_facts_are_written_as_lines(owner: Client) -> None:
    product = create(owner, attributes="Material: Oak, Steel\n\nOrigin: Ghent")
    assert product.attributes == {"Material": ["Oak", "Steel"], "Origin": "Ghent"}
    page = owner.get(edit_url(product)).content.decode()
    assert "Material: Oak, Steel" in page
    assert "Origin: Ghent" in page


def test_a_sentence_with_a_comma_stays_one_fact(owner: Client, store: Store) -> None:
    product = make_product(store, "Mug", attributes={"Care": "By hand, with soap"})
    variant = product.variants.get()
    data = form_data(
        variants=[{"id": variant.pk, "sku": "MUG-1", "price": "1"}],
        variants_initial=1,
        attributes="Care: By hand, with soap\nColour: Blue",
    )
    owner.post(edit_url(product), {**data, "action-publish": "1"})
    product.refresh_from_db()
    assert product.attributes == {"Care": "By hand, with soap", "Colour": "Blue"}


def test_swapping_two_skus_is_refused_with_a_reason(owner: Client, store: Store) -> None:
    product = make_product(
        store,
        "Mug",
        options=["Size"],
        variants=[{"sku": "A", "option1": "S"}, {"sku": "B", "option1": "L"}],
    )
    first, second = product.variants.order_by("sku")
    rows = [
        {"id": first.pk, "sku": "B", "price": "1", "option1": "S"},
        {"id": second.pk, "sku": "A", "price": "1", "option1": "L"},
    ]
    option = product.options.get().pk
    data = form_data(
        variants=rows,
        variants_initial=2,
        options=[{"id": option, "name": "Size"}],
        options_initial=1,
    )
    response = owner.post(edit_url(product), {**data, "action-publish": "1"})
    assert "until you publish" in errors_of(response)


def test_an_ordered_variant_that_is_taken_out_is_retired_for_good(
    owner: Client, store: Store
) -> None:
    from tests.commerce.orders import make_order

    product = make_product(
        store,
        options=["Size"],
        variants=[{"sku": "A", "option1": "S"}, {"sku": "B", "option1": "L", "stock": 6}],
    )
    kept, ordered = product.variants.order_by("sku")
    make_order(store, ordered)
    option = {"id": product.options.get().pk, "name": "Size"}
    rows = [
        {"id": kept.pk, "sku": "A", "price": "1", "option1": "S"},
        {"id": ordered.pk, "sku": "B", "price": "1", "option1": "L", "DELETE": "1"},
    ]
    data = form_data(variants=rows, variants_initial=2, options=[option], options_initial=1)
    data["variants-1-DELETE"] = "1"
    response = owner.post(edit_url(product), {**data, "action-publish": "1"})
    assert response.status_code == 302, errors_of(response)
    retired = Variant.objects.get(pk=ordered.pk)
    assert retired.retired_at is not None
    assert StockItem.objects.get(variant=retired).on_hand == 6

    data = form_data(variants=rows[:1], variants_initial=1, options=[option], options_initial=1)
    response = owner.post(edit_url(product), {**data, "action-publish": "1"})
    assert response.status_code == 302, errors_of(response)
    assert Variant.objects.get(pk=ordered.pk).retired_at == retired.retired_at


def test_a_retired_variant_is_not_shown_again(owner: Client, store: Store) -> None:
    from django.utils import timezone

    product = make_product(
        store,
        options=["Size"],
        variants=[{"sku": "A", "option1": "S"}, {"sku": "B", "option1": "L"}],
    )
    Variant.objects.filter(sku="B").update(retired_at=timezone.now())
    forms = owner.get(edit_url(product)).context["form"].formsets["variants"].forms
    assert [form.instance.sku for form in forms] == ["A"]


def test_listing_finds_and_filters(owner: Client, store: Store) -> None:
    cups = make_category(store, "Cups")
    make_product(store, "Mug", categories=[cups], image=True, price="5", stock=4)
    make_product(store, "Bowl", live=False, variants=[{"sku": "BOWL-77"}])
    page = owner.get(LIST).content.decode()
    assert "€5.00" in page
    assert "Mug" in owner.get(f"{LIST}?q=mu").content.decode()
    assert "Bowl" not in owner.get(f"{LIST}results/?q=mu").content.decode()
    assert "Bowl" in owner.get(f"{LIST}results/?q=bowl-7").content.decode()
    assert "Bowl" not in owner.get(f"{LIST}results/?status=live").content.decode()
    assert "Mug" not in owner.get(f"{LIST}results/?status=draft").content.decode()
    assert "Bowl" not in owner.get(f"{LIST}results/?category={cups.pk}").content.decode()
    assert owner.get(f"{LIST}results/?category=junk&status=junk").status_code == 200


def test_listing_queries_do_not_grow_with_products(owner: Client, store: Store) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (2, 8):
        for number in range(size):
            make_product(store, f"Mug {size} {number}", image=True)
        owner.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            owner.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_ordered_product_cannot_be_deleted_and_says_why(owner: Client, store: Store) -> None:
    from tests.commerce.orders import make_order

    product = make_product(store)
    make_order(store, product.variants.get())
    response = owner.post(f"{LIST}delete/{product.pk}/", follow=True)
    assert "orders name it" in response.content.decode()
    assert Product.objects.filter(pk=product.pk).exists()


def test_a_product_nobody_ordered_can_be_deleted(owner: Client, store: Store) -> None:
    product = make_product(store)
    assert owner.post(f"{LIST}delete/{product.pk}/").status_code == 302
    assert not Product.objects.filter(pk=product.pk).exists()
    assert not ProductIndex.objects.filter(product_id=product.pk).exists()


def test_unpublishing_takes_it_out_of_the_store(owner: Client, store: Store) -> None:
    product = make_product(store)
    assert owner.post(f"{LIST}unpublish/{product.pk}/").status_code == 302
    assert not Product.objects.get(pk=product.pk).live
    assert not ProductIndex.objects.filter(product=product).exists()


def test_bulk_deletion_and_copying_do_not_exist(owner: Client, store: Store) -> None:
    product = make_product(store)
    bulk = f"/admin/bulk/catalog/product/delete/?id={product.pk}"
    assert owner.get(bulk).status_code == 404
    assert owner.post(bulk).status_code == 404
    assert owner.get(f"{LIST}copy/{product.pk}/").status_code == 404
    assert Product.objects.filter(pk=product.pk).exists()


@pytest.mark.parametrize(
    "path",
    [
        "edit/{pk}/",
        "delete/{pk}/",
        "usage/{pk}/",
        "history/{pk}/",
        "history-results/{pk}/",
        "preview/{pk}/",
        "history/{pk}/revisions/{revision}/view/",
        "history/{pk}/revisions/{revision}/revert/",
        "history/{pk}/revisions/{revision}/unschedule/",
        "history/{pk}/revisions/compare/earliest...live/",
        "unpublish/{pk}/",
        "lock/{pk}/",
        "unlock/{pk}/",
        "workflow_history/{pk}/",
        "workflow/confirm_cancellation/{pk}/",
    ],
)
def test_another_stores_product_does_not_exist_in_any_view(
    owner: Client, other_store: Store, path: str
) -> None:
    product = make_product(other_store, "Secret")
    with store_scope(other_store):
        revision = product.save_revision()
    url = LIST + path.format(pk=product.pk, revision=revision.pk)
    missing = LIST + path.format(pk=987654, revision=987654)
    for method in (owner.get, owner.post):
        response = method(url)
        assert response.status_code == 404, url
        assert response.status_code == method(missing).status_code
        assert b"Secret" not in response.content
    assert Product.objects.get(pk=product.pk).live


def test_own_history_compare_usage_and_workflow_views_answer(owner: Client) -> None:
    product = create(owner)
    variant = product.variants.get()
    first = product.latest_revision
    data = form_data(
        name="Cup", variants=[{"id": variant.pk, "sku": "MUG-1", "price": "1"}], variants_initial=1
    )
    owner.post(edit_url(product), data)
    product.refresh_from_db()
    for path in (
        f"history/{product.pk}/",
        f"usage/{product.pk}/",
        f"history/{product.pk}/revisions/compare/{first.pk}...{product.latest_revision_id}/",
    ):
        assert owner.get(LIST + path).status_code == 200, path


def test_the_chooser_shows_this_stores_products(
    owner: Client, store: Store, other_store: Store
) -> None:
    make_product(store, "Mine")
    make_product(other_store, "Secret")
    page = owner.get("/admin/snippets/choose/catalog/product/").content.decode()
    assert "Mine" in page
    assert "Secret" not in page


def test_the_preview_shows_what_is_not_saved_yet(owner: Client, store: Store) -> None:
    product = make_product(store, "Mug")
    variant = product.variants.get()
    url = f"{LIST}preview/{product.pk}/"
    data = form_data(
        name="Grand Cru Mug",
        options=[{"name": "Size"}],
        variants=[
            {"id": variant.pk, "sku": "MUG-1", "price": "77.70", "option1": "Small"},
            {"id": "", "sku": "MUG-9", "price": "99", "option1": "Gigantic"},
        ],
        variants_initial=1,
    )
    assert owner.post(url, data).json() == {"is_valid": True, "is_available": True}
    page = owner.get(url).content.decode()
    assert "Grand Cru Mug" in page
    assert "77.70" in page
    assert "Gigantic" in page
