from __future__ import annotations

import re
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import RequestFactory
from django.utils import timezone

from catalog.models import Option, Product, ProductImage, StockItem, StockReservation, Variant
from catalog.selectors.product_page import product_context
from stores.models import Store
from stores.scope import store_scope
from tests.factories import make_category, make_image, make_product

pytestmark = pytest.mark.django_db

SHIRT = [
    {"sku": "S-RED", "option1": "S", "option2": "Red", "price": "10.00", "stock": 0},
    {"sku": "S-BLUE", "option1": "S", "option2": "Blue", "price": "11.00", "stock": 3},
    {"sku": "M-RED", "option1": "M", "option2": "Red", "price": "12.00", "stock": 9},
    {"sku": "L-GREEN", "option1": "L", "option2": "Green", "price": "13.00", "stock": 9},
]


@pytest.fixture
def client(store, store_client):
    return store_client(store)


@pytest.fixture
def shirt(store) -> dict[str, Variant]:
    product = make_product(store, "Shirt", variants=SHIRT, options=["Size", "Colour"])
    with store_scope(store):
        return {variant.sku: variant for variant in product.variants.all()}


def show(client, variant: Variant | None = None) -> str:
    query = f"?variant={variant.public_id}" if variant else ""
    response = client.get(f"/products/shirt/{query}")
    assert response.status_code == 200
    return response.content.decode()


def pills(html: str) -> dict[str, tuple[str, str]]:
    """Label → (class, href without where it leads on the page) of every value of every option."""
    found = re.findall(
        r'<a class="(pill[^"]*)" href="([^"#]*)#choose"[^>]*>(?:<svg.*?</svg>)?<bdi>([^<]+)<', html
    )
    assert html.count('id="choose"') == 1
    return {label: (classes, href) for classes, href, label in found if "variant=" in href}


def test_the_first_variant_that_can_be_had_is_chosen(client, shirt):
    html = show(client)
    assert "S-BLUE" in html
    assert "€11.00" in html
    assert f'name="variant" value="{shirt["S-BLUE"].public_id}"' in html


def test_a_link_chooses_a_variant(client, shirt):
    html = show(client, shirt["M-RED"])
    assert "SKU: M-RED" in html
    assert "€12.00" in html
    assert "Add to cart" in html
    assert f'name="variant" value="{shirt["M-RED"].public_id}"' in html
    assert len(re.findall(r'aria-current="true"', html)) == 2


def test_every_value_leads_to_the_nearest_variant_that_exists(client, shirt):
    choices = pills(show(client, shirt["S-BLUE"]))
    assert choices["S"] == ("pill", f"/products/shirt/?variant={shirt['S-BLUE'].public_id}")
    assert choices["Red"][0] == "pill pill--sold-out"
    assert choices["Red"][1].endswith(str(shirt["S-RED"].public_id))
    assert choices["M"][0] == "pill pill--other"  # There is no M in blue.
    assert choices["M"][1].endswith(str(shirt["M-RED"].public_id))
    assert choices["Green"][0] == "pill pill--other"
    assert choices["Green"][1].endswith(str(shirt["L-GREEN"].public_id))


def test_a_sold_out_variant_is_shown_and_cannot_be_bought(client, shirt):
    html = show(client, shirt["S-RED"])
    assert "Sold out" in html
    assert "Add to cart" not in html


@pytest.mark.parametrize(("stock", "line"), [
    (0, "Sold out"), (1, "Only 1 left"), (5, "Only 5 left"), (6, "In stock"),
])  # fmt: skip
def test_the_availability_line(store, client, stock, line):
    make_product(store, "Shirt", stock=stock)
    assert f">{line}</p>" in show(client)


def test_a_retired_variant_is_not_offered(store, client, shirt):
    with store_scope(store):
        Variant.objects.filter(sku="M-RED").update(retired_at=timezone.now())
    html = show(client, shirt["M-RED"])
    assert "no longer for sale" in html
    assert "S-BLUE" in html
    assert "M" not in pills(html)


@pytest.mark.parametrize(
    "variant", ["x", "1", "%00", "'--", "0" * 5000, "00000000-0000-0000-0000-000000000000"]
)
def test_an_unknown_variant_falls_back_and_says_so(client, shirt, variant):
    response = client.get(f"/products/shirt/?variant={variant}")
    assert response.status_code == 200
    assert "no longer for sale" in response.content.decode()


def test_another_stores_variant_is_unknown(store, other_store, client, shirt):
    foreign = make_product(other_store, "Foreign", price="99.00", variants=[{"sku": "FOREIGN"}])
    with store_scope(other_store):
        public_id = foreign.variants.get().public_id
    html = client.get(f"/products/shirt/?variant={public_id}").content.decode()
    assert "no longer for sale" in html
    assert "FOREIGN" not in html


@pytest.mark.parametrize("slug", ["draft", "theirs", "nothing", "no-variant"])
def test_what_is_not_published_here_is_a_404_that_helps(store, other_store, client, slug):
    make_product(store, "Draft", live=False)
    make_product(other_store, "Theirs")
    empty = make_product(store, "No variant")
    with store_scope(store):
        empty.variants.all().delete()
        Variant.objects.filter(product=empty).delete()
    response = client.get(f"/products/{slug}/")
    assert response.status_code == 404
    html = response.content.decode()
    assert 'role="search"' in html
    assert store.name in html


def test_tax_note_former_price_facts_and_pictures(store, client):
    product = make_product(
        store, "Shirt", image=True, description="<p>Soft <b>cotton</b></p>",
        variants=[{"price": "8.00", "compare_at_price": "10.00"}],
        attributes={"care_at_home": ["Cold", "Hand"], "organic": True, "none": None},
    )  # fmt: skip
    html = show(client)
    assert "incl. tax" in html
    assert re.search(r'price--was">.*?€10.00</span>', html)
    assert "<b>cotton</b>" in html
    assert '<th scope="row"><bdi>Care at home</bdi></th><td><bdi>Cold, Hand</bdi></td>' in html
    assert '<th scope="row"><bdi>Organic</bdi></th><td><bdi>Yes</bdi></td>' in html
    assert ">None<" not in html
    assert 'alt="Shirt" fetchpriority="high"' in html
    Store.objects.filter(pk=store.pk).update(prices_include_tax=False)
    assert "plus tax" in show(client)
    assert product.get_absolute_url() == "/products/shirt/"


def test_facts_keep_the_order_they_were_written_in(store):
    written = {"roast": "Light", "origin": "Ethiopia", "acidity": "High"}
    product = make_product(store, "Yirgacheffe", attributes=written)

    with store_scope(store):
        product.save_revision().publish()
        published = Product.objects.get(pk=product.pk)
        draft = product.latest_revision.as_object()

    assert list(published.attributes.items()) == list(written.items())
    assert list(draft.attributes.items()) == list(written.items())


def test_the_chosen_variants_picture_comes_first(store, client):
    front, back = make_image(store, "Front"), make_image(store, "Back")
    product = make_product(
        store, "Shirt", options=["Colour"],
        variants=[{"option1": "Red", "image": front}, {"option1": "Blue", "image": back}],
    )  # fmt: skip
    with store_scope(store):
        ProductImage.objects.create(
            product=product, image=front, alt="From the front", sort_order=0
        )
        blue = product.variants.get(option1="Blue")
    assert re.findall(r'alt="([^"]*)" fetchpriority', show(client)) == ["From the front"]
    alts = re.findall(r'<img [^>]*alt="([^"]*)"', show(client, blue).split("gallery__thumbs")[0])
    assert alts == ["Shirt – Blue", "From the front"]


def test_the_breadcrumbs_follow_the_deepest_category(store, client):
    wear = make_category(store, "Wear")
    tops = make_category(store, "Tops", parent=wear)
    make_product(store, "Shirt", categories=[wear, tops])
    crumbs = show(client).split('class="breadcrumbs"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', crumbs) == [
        "/", "/products/", "/categories/wear/", "/categories/tops/",
    ]  # fmt: skip


def test_the_preview_shows_what_is_typed_and_not_saved(store, client):
    """A new product in memory, and a live one with a variant nobody has saved yet."""
    image = make_image(store, "Typed")
    with store_scope(store):
        fresh = Product(name="Typed name", slug="typed")
        fresh.options = [Option(name="Size")]
        fresh.variants = [Variant(sku="NEW", option1="XL", price=Decimal("5.00"), currency="EUR")]
        fresh.images = [ProductImage(image=image, alt="Typed alt")]
        context = product_context(fresh, is_preview=True)
        assert [option.selected for option in context["page"].options] == ["XL"]
        assert str(context["page"].price) == "5.00 EUR"
        request = RequestFactory().get("/", HTTP_HOST="alpha.localhost")
        html = preview(fresh, request, store)
        assert "Typed name" in html
        assert 'alt="Typed alt"' in html
        assert '<form class="buy"' not in html
        empty = preview(Product(name="", slug=""), request, store)
        assert 'id="main"' in empty


def preview(product: Product, request, store) -> str:
    request.store = Store.objects.select_related("branding", "generation").get(pk=store.pk)
    response = product.make_preview_request(request, "")
    if hasattr(response, "render"):
        response.render()
    assert response.status_code == 200
    return response.content.decode()


def test_pages_read_from_right_to_left_in_arabic(store, client):
    Store.objects.filter(pk=store.pk).update(language="ar")
    make_product(store, "كوب", slug="cup")
    for path in ("/", "/products/", "/products/cup/", "/search/?q=كوب", "/about/", "/nothing/"):
        html = client.get(path).content.decode()
        assert '<html lang="ar" dir="rtl">' in html
    assert "كوب" in client.get("/search/?q=كو").content.decode().split("<main")[1]


def test_stock_that_is_reserved_cannot_be_had(store, client, shirt):
    with store_scope(store):
        StockReservation.objects.create(
            item=StockItem.objects.get(variant=shirt["S-BLUE"]), reference=uuid.uuid4(),
            quantity=3, expires_at=timezone.now() + timedelta(minutes=5),
        )  # fmt: skip
    assert "Sold out" in show(client, shirt["S-BLUE"])


def test_of_equally_near_variants_the_one_that_keeps_earlier_options_is_chosen(store, client):
    product = make_product(
        store, "Shirt", options=["Size", "Colour", "Fabric"],
        variants=[
            {"sku": "ONE", "option1": "S", "option2": "Red", "option3": "Wool"},
            {"sku": "COLOUR", "option1": "M", "option2": "Red", "option3": "Silk"},
            {"sku": "SIZE", "option1": "S", "option2": "Blue", "option3": "Silk"},
        ],
    )  # fmt: skip
    with store_scope(store):
        kept = product.variants.get(sku="SIZE")
    assert pills(show(client))["Silk"][1].endswith(str(kept.public_id))
