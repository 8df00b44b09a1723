"""A product's page by keyboard: the picker, the pictures, a wish and a review; on a phone, too."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from catalog.models import Option, OptionDisplay, OptionValue, Product, ProductImage, Review
from stores.models import Store
from stores.scope import store_scope
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, fits_and_is_accessible
from tests.factories import make_image, make_product

Site = Callable[..., str]
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenhalterungsset"
REVIEW_FORM = "details.write-review"


@pytest.fixture
def mug(transactional_db: None, own_media: None, store: Store) -> Product:
    red, blue = make_image(store, "Red", size=(1300, 900)), make_image(store, "Blue")
    product = make_product(
        store,
        f"Mug {LONG}",
        slug="mug",
        options=["Colour", "Size"],
        variants=[
            {"option1": "Red", "option2": "S", "price": "10.00", "stock": 3, "sku": "RED-S"},
            {"option1": "Blue", "option2": "S", "price": "12.00", "stock": 0, "sku": "BLUE-S"},
            {"option1": "Blue", "option2": "L", "price": "14.00", "stock": 9, "sku": "BLUE-L"},
        ],
    )
    make_product(store, "Plain")
    with store_scope(store):
        option = Option.objects.get(name="Colour")
        option.display = OptionDisplay.SWATCHES
        option.values = [
            OptionValue(value="Red", colour="#bb0000", image=red),
            OptionValue(value="Blue", colour="#0000bb", image=blue),
        ]
        option.save()
        for image, alt in ((red, "The red mug"), (blue, "The blue mug")):
            ProductImage.objects.create(product=product, image=image, alt=alt)
    return product


def test_a_product_is_looked_at_chosen_wished_and_reviewed_by_keyboard(
    mug: Product, store: Store, site: Site, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(site("alpha.localhost", "/products/mug/"))
    fits_and_is_accessible(page)
    choose(page)
    look_closely(page)
    wish(page)
    write_review(page)
    with store_scope(store):
        assert Review.objects.get().rating == 4

    phone = new_page(viewport=PHONE)
    phone.goto(site("alpha.localhost", "/products/mug/"))
    fits_and_is_accessible(phone)
    phone.locator(f"{REVIEW_FORM} summary").click()
    fits_and_is_accessible(phone, REVIEW_FORM)
    phone.goto(site("alpha.localhost", "/products/plain/"))
    expect(phone.get_by_role("heading", name="Recently viewed")).to_be_visible()
    fits_and_is_accessible(phone)


def choose(page: Page) -> None:
    """Another variant without another page; back and forth in the history."""
    page.evaluate("window.sameDocument = true")
    link = page.get_by_role("link", name=re.compile("^Blue"))
    link.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("SKU: BLUE-S")).to_be_visible()
    assert "?variant=" in page.url
    expect(page.get_by_role("link", name=re.compile("^Blue"))).to_be_focused()
    expect(page.locator("[data-status]")).to_have_text("Blue / S: €12.00, Sold out")
    expect(page.locator(".gallery__stage img").first).to_have_attribute("alt", "The blue mug")
    expect(page.get_by_role("button", name="Tell me when it is back")).to_be_visible()
    fits_and_is_accessible(page)
    page.go_back()
    expect(page.get_by_text("SKU: RED-S")).to_be_visible()
    expect(page.get_by_role("button", name="Add to cart", exact=True)).to_be_visible()
    assert page.evaluate("window.sameDocument") is True


def look_closely(page: Page) -> None:
    opened = page.get_by_role("link", name="Enlarge: The red mug")
    opened.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("status")).to_have_text("1 / 2")
    for _n in range(6):  # The focus stays inside.
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement || !!document.activeElement.closest('dialog')"
                             " || document.activeElement === document.body")  # fmt: skip
    page.keyboard.press("+")
    zoom = dialog.get_by_role("button", name="Zoom")
    expect(zoom).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("-")
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("status")).to_have_text("2 / 2")
    fits_and_is_accessible(page, "dialog")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("link", name="Enlarge: The blue mug")).to_be_focused()


def wish(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Put on the wishlist ?: Mug")).press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Take off the wishlist"))).to_be_visible()
    expect(page.locator("[data-wish-count]")).to_have_text("1")


def write_review(page: Page) -> None:
    page.locator(f"{REVIEW_FORM} summary").press("Enter")
    page.get_by_role("radio", name="5 stars").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.get_by_label("Your name").fill("Ann")
    page.get_by_label("Your e-mail address").fill("ann@example.org")
    page.get_by_role("button", name="Send the review").press("Enter")
    expect(page.locator("main, .notices").first).to_contain_text("Thank you")
