"""A shop from right to left: a product, the cart and the check-out in Arabic, at both widths."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from catalog.models import Product, ProductTranslation
from stores.models import Store
from stores.scope import store_scope
from stores.services.update_store import update_store
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, fits_and_is_accessible
from tests.factories import make_product

Site = Callable[..., str]


@pytest.fixture
def mug(transactional_db: None, own_media: None, store: Store) -> Product:
    store.languages = ["ar"]
    update_store(store, edited=["languages"])
    product = make_product(store, "Mug", options=["Size"], variants=[{"option1": "12 cm"}])
    with store_scope(store):
        ProductTranslation.objects.create(product=product, language="ar", name="كوب")
    return product


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}])
def test_a_shop_is_read_from_right_to_left(
    mug: Product, site: Site, new_page: NewPage, viewport: dict[str, int]
) -> None:
    page = new_page(viewport=viewport)
    page.goto(site("alpha.localhost", "/ar/products/mug/"))
    expect(page.get_by_role("heading", name="كوب")).to_be_visible()
    assert page.locator("html").get_attribute("dir") == "rtl"
    fits_and_is_accessible(page, "body")

    page.get_by_role("button", name="أضف إلى السلة").click()
    page.goto(site("alpha.localhost", "/ar/cart/"))
    fits_and_is_accessible(page, "body")
    page.get_by_role("main").get_by_role("link", name="إتمام الشراء").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/ar/checkout/" in page.url
    fits_and_is_accessible(page, "body")


def test_a_shopper_is_told_of_their_language_and_goes_there_by_keyboard(
    mug: Product, site: Site, new_page: NewPage
) -> None:
    page: Page = new_page(locale="ar")
    page.goto(site("alpha.localhost", "/products/mug/"))
    hint = page.locator(".language-hint")
    expect(hint).to_have_attribute("lang", "ar")
    fits_and_is_accessible(page, ".language-hint")
    expect(hint.get_by_role("button", name="Close")).to_be_visible()
    hint.get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ar/products/mug/")
    expect(page.locator(".language-hint")).to_have_count(0)
