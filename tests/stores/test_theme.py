from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from stores.fonts import FACES
from stores.models import Branding, Store, StoreGeneration
from stores.models.branding import Font
from stores.scope import PLATFORM_ID, no_scope, store_scope

STYLESHEET = Path(settings.BASE_DIR) / "stores/static/stores/css/store.css"


@pytest.fixture
def client(store, store_client):
    return store_client(store)


@pytest.mark.django_db
def test_a_theme_is_the_stores_own(store, other_store, client, store_client):
    with store_scope(store):
        branding = Branding.objects.get(store=store)
        branding.accent, branding.radius, branding.heading_font = "#123456", 3, Font.FRAUNCES
        branding.save()
    response = client.get("/theme/7.css")
    css = response.content.decode()
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "--accent: #123456;" in css
    assert "--radius: 3px;" in css
    assert '--heading-font: "Fraunces", "Fraunces Fallback", serif;' in css
    assert "&quot;" not in css
    assert "#123456" not in store_client(other_store).get("/theme/7.css").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/theme/{}.css", "/theme/admin/{}.css"])
def test_only_the_present_theme_is_kept_for_ever(store, client, address):
    """Who asks for the next one early would give everybody behind a cache the looks of today."""
    present = StoreGeneration.objects.get(store=store).value
    assert "immutable" in client.get(address.format(present))["Cache-Control"]
    for other in (present - 1, present + 1, 7_000_000):
        assert client.get(address.format(other))["Cache-Control"] == "no-cache"


@pytest.mark.django_db
def test_the_themes_address_changes_with_the_store(store, client):
    def address() -> str:
        return re.search(r"/theme/\d+\.css", client.get("/products/").content.decode()).group()

    before = address()
    with store_scope(store):
        Branding.objects.get(store=store).save()
    assert address() != before


@pytest.mark.parametrize("font", Font.values)
def test_every_font_on_offer_is_shipped_with_its_licence(font):
    assert font in FACES
    for suffix in (".woff2", "-ext.woff2"):
        path = finders.find(f"stores/fonts/{font}{suffix}")
        assert Path(path).read_bytes()[:4] == b"wOF2"
    assert (
        "SIL Open Font License"
        in Path(finders.find(f"stores/fonts/{font}.LICENSE.txt")).read_text()
    )


@pytest.mark.django_db
@pytest.mark.parametrize("font", Font.values)
def test_every_font_can_be_set(store, client, font):
    with store_scope(store):
        Branding.objects.filter(store=store).update(heading_font=font, body_font=font)
    css = client.get("/theme/1.css").content.decode()
    assert css.count("@font-face") == 3  # Once, though it serves headings and text.
    for url in re.findall(r'url\("/static/([^"]+)"\)', css):
        assert finders.find(url)


def test_the_stylesheet_is_small_and_stays_on_its_host():
    css = STYLESHEET.read_bytes()
    assert len(gzip.compress(css)) < 20_000
    assert b"@import" not in css
    assert not re.search(rb"url\((?!\"data:)", css)
    assert css.count(b"{") == css.count(b"}")


def test_the_stylesheet_knows_no_left_and_right():
    """Only logical properties, so that a page can read from right to left."""
    rules = re.sub(r"/\*.*?\*/", "", STYLESHEET.read_text(), flags=re.DOTALL)
    physical = (
        r"(?:margin|padding|border)-(?:left|right)\b|text-align:\s*(?:left|right)|\b(?:left|right):"
    )
    assert re.findall(physical, rules) == []


@pytest.mark.django_db
def test_a_page_holds_no_inline_style_or_script_and_names_no_other_host(store, client):
    for path in ("/", "/products/", "/about/", "/nothing/"):
        html = client.get(path).content.decode()
        assert " style=" not in html
        assert "<style" not in html
        assert not re.search(r"\son[a-z]+=", html)
        assert re.findall(r"<script(?![^>]*(?:\ssrc=|ld\+json))", html) == []
        for address in re.findall(r'(?:src|href|action)="(https?:[^"]*)"', html):
            assert "alpha.localhost" in address or "testserver" in address


@pytest.mark.django_db
def test_a_suspended_store_says_so_in_its_own_looks(store, client):
    Store.objects.filter(pk=store.pk).update(status=Store.Status.SUSPENDED)
    response = client.get("/products/")
    html = response.content.decode()
    assert response.status_code == 503
    assert "not available at the moment" in html
    assert store.name in html
    assert re.search(r"/theme/\d+\.css", html)
    assert 'href="/products/"' not in html


def test_the_error_page_needs_no_store_and_no_database():
    """No ``django_db`` mark: a query would fail the test."""
    with no_scope():
        html = render_to_string("500.html", {})
    assert "Something went wrong" in html


@pytest.mark.django_db
def test_the_control_host_has_a_404_without_a_store(control_client):
    assert Store.all_objects.filter(pk=PLATFORM_ID).exists()
    response = control_client.get("/nothing/")
    assert response.status_code == 404
    assert "cart" not in response.content.decode().lower()


@pytest.mark.django_db
def test_a_form_that_cannot_be_checked_is_refused_in_words(store, store_client):
    client = store_client(store, enforce_csrf_checks=True)
    client.handler.enforce_csrf_checks = True
    response = client.post("/cart/add/", {})
    assert response.status_code == 403
    assert "Please try again" in response.content.decode()


@pytest.mark.django_db
def test_header_and_footer_lead_through_the_store(store, client):
    Store.objects.filter(pk=store.pk).update(contact_phone="+49 30 1234", tagline="Good things")
    html = client.get("/products/").content.decode()
    assert 'href="tel:+49301234"' in html
    for path in ("/about/", "/contact/", "/shipping-and-returns/", "/privacy/", "/terms/"):
        assert f'<a href="{path}">' in html
        assert client.get(path).status_code == 200
