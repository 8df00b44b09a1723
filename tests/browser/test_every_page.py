"""Every kind of page that shoppers see, in a store of the demo: accessible, no wider than the
screen, within the budgets of weight, true to the policy, with nothing from another host."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, Response, expect

from catalog.models import Category, Collection, Product, ProductIndex, Review
from stores.models import BasePage, Store
from stores.scope import store_scope
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, fits_and_is_accessible
from tests.browser.test_first_sale import check_out
from tests.conftest import PASSWORD

Site = Callable[..., str]
HOST = "understory.localhost"
TABLET, DESKTOP = {"width": 820, "height": 1180}, {"width": 1280, "height": 900}
KILOBYTE = 1024
BUDGETS = {"script": 30 * KILOBYTE, "stylesheet": 20 * KILOBYTE}
"""Of one page, compressed by gzip."""


class Watched:
    """A browser's page that keeps what went wrong while it was looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.loaded: list[Response] = []
        self.weights: dict[str, int] = {}
        page.on("console", lambda said: self.note(said.type == "error", said.text))
        page.on("pageerror", lambda error: self.note(True, str(error)))
        page.on("response", lambda response: self.loaded.append(response))

    def note(self, is_fault: bool, text: str) -> None:
        # A browser logs the answer of a page that is not there.
        if is_fault and "404 (Not Found)" not in text:
            self.faults.append(f"{self.page.url}: {text}")

    def open(self, address: str) -> None:
        self.loaded.clear()
        self.page.goto(address)
        self.page.wait_for_load_state("networkidle")
        self.weigh()

    def weigh(self) -> None:
        weights = dict.fromkeys(BUDGETS, 0)
        for response in self.loaded:
            address = urlsplit(response.url)
            self.note(address.hostname not in (HOST, None), f"asks another host: {response.url}")
            if (kind := response.request.resource_type) in weights:
                weights[kind] += self.weight(response.url)
        for kind, weight in weights.items():
            self.note(weight > BUDGETS[kind], f"{weight} bytes of {kind}")

    def weight(self, address: str) -> int:
        """In bytes; asked for once more, as a browser forgets what it has navigated away from."""
        if address not in self.weights:
            text = self.page.evaluate("address => fetch(address).then(got => got.text())", address)
            self.weights[address] = len(gzip.compress(text.encode()))
        return self.weights[address]

    def look(self) -> None:
        try:
            fits_and_is_accessible(self.page, "html")
        except AssertionError as found:  # The other pages are looked at, too.
            self.faults.append(str(found))

    def fits(self) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        self.note(wide > 0, f"{wide} pixels too wide")


@pytest.fixture
def shop(transactional_db: None, own_media: None, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    call_command("load_demo", only="understory", verbosity=0)
    return Store.objects.get(slug="understory")


def addresses(store: Store) -> Iterator[str]:
    """Each kind of page once, in both of the store's languages."""
    with store_scope(store):
        sold_out = ProductIndex.objects.filter(is_available=False).values("product")
        reviewed = Review.objects.filter(status=Review.Status.PUBLISHED).values("product")
        chosen = [
            Product.objects.filter(pk__in=reviewed).first(),
            Product.objects.filter(pk__in=sold_out).first(),
        ]
        assert all(chosen)
        own = [f"/products/{product.slug}/" for product in chosen if product]
        own += [f"{own[0]}reviews/", f"{own[0]}reviews/new/"]
        own += [f"/categories/{Category.objects.filter(parent=None).first().slug}/"]
        own += [f"/collections/{Collection.objects.filter(live=True).first().slug}/"]
        pages = {page.specific_class: page for page in BasePage.objects.filter(live=True)}
        own += [urlsplit(page.get_url()).path for page in pages.values() if page.get_url()]
    yield from own
    for start in ("", "/ar"):
        for path in (
            "/", "/products/", "/products/?availability=available&sort=price", "/search/",
            "/search/?q=pot", "/search/?q=zzzzqq", "/wishlist/", "/recently-viewed/", "/cart/",
            "/products/nothing/", "/nothing/",
        ):  # fmt: skip
            yield start + path


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_can_be_shown_to_anybody(
    shop: Store, site: Site, new_page: NewPage, viewport: dict[str, int]
) -> None:
    watched = Watched(new_page(viewport=viewport))
    for path in addresses(shop):
        watched.open(site(HOST, path))
        watched.look()
        if viewport == DESKTOP:
            watched.page.set_viewport_size(TABLET)
            watched.fits()
            watched.page.set_viewport_size(DESKTOP)

    watched.open(site(HOST, "/products/snake-plant/"))
    watched.page.get_by_role("button", name="Add to cart", exact=True).click()
    watched.open(site(HOST, "/cart/"))
    watched.look()
    check_out(
        watched.page,
        address={
            "Full name": "Ada Lovelace",
            "Street and number": "12 St James's Square",
            "City": "London",
            "Postal code": "SW1Y 4JH",
        },
        payment="Bank transfer",
        at_each_step=watched.look,
    )
    expect(watched.page.get_by_role("main")).to_contain_text("#")
    watched.look()
    assert not watched.faults, "\n".join(watched.faults)
