"""Store information, and the store's accent in its admin."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from catalog.models import ProductIndex
from stores.looks.colours import contrast, readable_under_white
from stores.models import Branding, Store, StoreGeneration
from stores.scope import store_scope
from tests.factories import make_product

STORE = "/admin/settings/store/"

INFORMATION = {
    "name": "Alpha & Sons",
    "tagline": "Since 1890",
    "contact_email": "shop@alpha.example",
    "contact_phone": "",
    "contact_address": "Main Street 1",
    "language": "en",
    "country": "AT",
    "time_zone": "Europe/Vienna",
    "prices_include_tax": "on",
}


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, "Owner"))


def generation(store: Store) -> int:
    return StoreGeneration.objects.get(store=store).value


def errors(response: Any) -> str:
    assert response.status_code == 200
    return str(response.context["form"].errors)


def test_store_information_is_saved_and_shoppers_see_it_at_once(
    owner: Client, store: Store
) -> None:
    before = generation(store)
    response = owner.post(STORE, INFORMATION, follow=True)
    assert "Saved." in response.content.decode()
    store = Store.all_objects.get(pk=store.pk)
    assert (store.name, store.country, store.time_zone) == ("Alpha & Sons", "AT", "Europe/Vienna")
    assert generation(store) > before


def test_the_currency_status_and_plan_cannot_be_posted(owner: Client, store: Store) -> None:
    owner.post(STORE, {**INFORMATION, "currency": "USD", "status": "disabled", "slug": "evil"})
    after = Store.all_objects.get(pk=store.pk)
    assert (after.currency, after.status, after.slug) == ("EUR", "active", "alpha")
    assert after.plan_id == store.plan_id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("contact_email", "not an address"),
        ("language", "xx"),
        ("country", "ZZ"),
        ("time_zone", "Mars/Olympus"),
    ],
)
def test_bad_store_information_is_explained(
    owner: Client, store: Store, field: str, value: str
) -> None:
    response = owner.post(STORE, {**INFORMATION, field: value})
    assert field in errors(response)
    assert Store.all_objects.get(pk=store.pk).name == "Alpha"


def test_another_language_takes_the_products_along(owner: Client, store: Store) -> None:
    product = make_product(store)
    owner.post(STORE, {**INFORMATION, "language": "de"})
    rows = ProductIndex.objects.filter(product=product)
    assert [row.language for row in rows] == ["de"]


def test_contrast_is_as_wcag_counts_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("colour", ["#ffee00", "#ffffff", "#000000", "#ff0000", "#1f4d40"])
def test_white_is_readable_on_the_admins_accent(colour: str) -> None:
    assert contrast(code_of(*readable_under_white(colour)), "#ffffff") >= 4.4


@pytest.mark.parametrize("colour", ["#ffee00", "#ffffff", "#000000", "#ff0000", "#1f4d40"])
def test_links_and_buttons_in_the_stores_accent_are_readable_in_dark_mode(
    store: Store, store_client: Callable[..., Client], colour: str
) -> None:
    with store_scope(store):
        Branding.objects.filter(store=store).update(accent=colour)
    sheet = store_client(store).get("/theme/admin/1.css").content.decode()
    found = re.findall(
        r"\.w-theme-(?:dark|system) \{\s*--w-color-secondary-100:"
        r" hsl\(([\d.]+) ([\d.]+)% ([\d.]+)%\)",
        sheet,
    )
    assert len(found) == 2, "Dark as the person chose it, and as the device has it"
    for parts in found:
        assert contrast(code_of(*map(float, parts)), "#262626") >= 4.5


def code_of(hue: float, saturation: float, lightness: float) -> str:
    parts = colorsys.hls_to_rgb(hue / 360, lightness / 100, saturation / 100)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
