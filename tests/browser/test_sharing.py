"""What stands in heads for machines is nothing that the strict policy refuses; a page that was not
found is a page like the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from stores.models import Store
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, fits_and_is_accessible
from tests.factories import make_category, make_product

Site = Callable[..., str]
POLICY = "Content Security Policy"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenhalterungsset"


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}])
def test_structured_data_is_let_stand_and_a_lost_page_helps(
    transactional_db: None,
    own_media: None,
    store: Store,
    site: Site,
    new_page: NewPage,
    viewport: dict[str, int],
) -> None:
    category = make_category(store, f"Cups {LONG}", slug="cups")
    make_product(store, "Blue mug", categories=[category], image=True)
    make_product(store, f"Mug {LONG}", slug="mug", categories=[category])
    page = new_page(viewport=viewport)
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if POLICY in said.text else None)
    for path in ("/", "/products/", "/products/blue-mug/"):
        page.goto(site("alpha.localhost", path))
        assert page.locator('script[type="application/ld+json"]').count() > 0, path
    page.goto(site("alpha.localhost", "/shop/blue-mug.html"))
    expect(page.get_by_role("heading", name="Perhaps you were looking for")).to_be_visible()
    fits_and_is_accessible(page)
    page.get_by_role("link", name="Blue mug").first.click()
    expect(page).to_have_url(site("alpha.localhost", "/products/blue-mug/"))
    assert refused == []
