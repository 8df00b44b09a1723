"""The look of a store in its mails, on the pages that sign people in, and a logo that is seen."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from PIL import Image as Pillow

from stores.looks.colours import READABLE, contrast
from stores.looks.mail import mail_look
from stores.looks.themes import THEMES
from stores.models import Branding, Store
from stores.scope import store_scope
from tests.factories import make_image

SIGN_IN = ("/admin/login/", "/admin/password_reset/", "/admin/password_reset/done/")


def wear(store: Store, **changes) -> Store:
    with store_scope(store):
        branding = Branding.objects.get(store=store)
        for name, value in changes.items():
            setattr(branding, name, value)
        branding.save()
    return Store.all_objects.get(pk=store.pk)


def logo(store: Store, colour: tuple[int, int, int, int], **changes) -> dict:
    """``logo_picture`` of a logo with this colour on nothing."""
    with store_scope(store):
        image = make_image(store, "Logo")
        picture = Pillow.new("RGBA", (200, 80), (0, 0, 0, 0))
        picture.paste(colour, (20, 20, 180, 60))
        with image.file.storage.open("drawn.png", "wb") as file:
            picture.save(file, "PNG")
        image.file.name = "drawn.png"
        image.save()
        return wear(store, logo=image, **changes).branding.logo_picture


@pytest.mark.django_db
def test_mails_wear_the_stores_colours_and_fonts(store):
    store = wear(store, accent="#8b0000", heading_font="fraunces", button_shape="pill")
    html = render_to_string(
        "stores/mail/invitation.html",
        {"store": store, "url": "https://x.example/1", "role": "Editor", "invitation": None},
    )
    assert "background:#8b0000" in html
    assert "'Fraunces',Georgia" in html
    assert "border-radius:99px" in html
    assert store.name in html
    assert "&#x27;" not in re.sub(r"<p.*?</p>", "", html)


@pytest.mark.django_db
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_mails_can_be_read_in_every_theme(store, theme):
    colours = {name: getattr(theme, name) for name in ("background", "surface", "text", "accent")}
    look = mail_look(wear(store, **colours, on_accent=theme.accent))
    for front in ("text", "muted", "link"):
        assert contrast(look[front], look["background"]) >= READABLE
        assert contrast(look[front], look["surface"]) >= READABLE
    assert contrast(look["on_accent"], look["accent"]) >= READABLE
    assert look["scheme"] == ("dark" if theme.code in ("signal", "atelier") else "light")


@pytest.mark.django_db
def test_a_mails_logo_is_found_from_outside(store):
    logo(store, (0, 0, 0, 255))
    shown = mail_look(Store.all_objects.get(pk=store.pk))["logo"]
    assert shown["src"].startswith("http")
    assert shown["height"] <= 40


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("colour", "background", "plate"),
    [
        ((20, 30, 20, 255), "#101010", "light"),
        ((250, 250, 250, 255), "#ffffff", "dark"),
        ((20, 30, 20, 255), "#ffffff", None),
        ((250, 250, 250, 255), "#101010", None),
        ((0, 0, 0, 0), "#101010", None),
    ],
)
def test_a_logo_that_would_not_be_seen_gets_a_plate(store, store_client, colour, background, plate):
    text = "#ffffff" if background == "#101010" else "#101010"
    picture = logo(store, colour, background=background, surface=background, text=text)
    assert picture.get("plate") == plate
    html = store_client(store).get("/products/").content.decode()
    assert (f"brand--on-{plate}" in html) == bool(plate)


@pytest.mark.django_db
@pytest.mark.parametrize("path", SIGN_IN)
def test_pages_that_sign_people_in_have_the_stores_logo_and_accent(store, store_client, path):
    picture = logo(store, (20, 30, 20, 255), background="#101010", text="#ffffff")
    client = store_client(store)
    html = client.get(path).content.decode()
    assert picture["src"] in html.split("<main", 1)[0]
    sheet = client.get(re.search(r"/theme/admin/\d+\.css", html).group()).content.decode()
    assert "background: #ffffff;" in sheet


@pytest.mark.django_db
def test_letters_of_other_scripts_stand_in_the_devices_font(store, store_client):
    css = store_client(store).get("/theme/1.css").content.decode()
    faces = re.findall(r"@font-face \{.*?\}", css, re.DOTALL)
    assert all("unicode-range" in face for face in faces)
    assert "system-ui, sans-serif" in css
