"""The theme editor: draft, preview, publishing, and back; for one store alone."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from stores.looks import preview
from stores.looks.themes import THEMES
from stores.models import AuditEntry, Branding, BrandingVersion, Store, StoreGeneration
from stores.models.look import LOOK_FIELDS
from stores.scope import store_scope
from stores.services.branding import KEPT, publish_look
from tests.factories import make_image, make_product

BRANDING = "/admin/settings/branding/"
CHECK = "/admin/settings/branding/check/"

LOOKS = {
    "logo": "",
    "favicon": "",
    "background": "#ffffff",
    "surface": "#FFF",
    "text": "#111111",
    "accent": "#004400",
    "on_accent": "#ffffff",
    "sale": "#990000",
    "font_pair": "",
    "heading_font": "fraunces",
    "body_font": "inter",
    "radius": "4",
    "density": "airy",
    "header_style": "centered",
    "card_style": "framed",
    "button_shape": "pill",
}
PUBLISH = {**LOOKS, "publish": "yes"}
SAVE = {**LOOKS, "save": "yes"}
FAINT = {"text": "#999999"}


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, "Owner"))


@pytest.fixture
def shopper(store: Store, store_client) -> Client:
    return store_client(store)


def live(store: Store) -> Branding:
    return Branding.objects.get(store=store)


def versions(store: Store) -> Any:
    return BrandingVersion.objects.filter(store=store)


def previewed(client: Client, data: dict[str, Any] | None = None) -> str:
    """The address of the frame, for a look that is not saved."""
    html = client.post(BRANDING, {**LOOKS, **(data or {})}).content.decode()
    return re.search(r'<iframe[^>]*\ssrc="([^"]+)"', html).group(1)


def styles(client: Client, page: str) -> str:
    html = client.get(page).content.decode()
    return client.get(
        re.search(r'href="(/theme/[^"]+)" data-theme', html).group(1)
    ).content.decode()


# Draft and publishing ----------------------------------------------------------------------


def test_a_draft_changes_nothing_for_shoppers(owner, shopper, store):
    before, generation = live(store), StoreGeneration.objects.get(store=store).value
    assert owner.post(BRANDING, SAVE).status_code == 302
    assert live(store).looks_like(before)
    assert StoreGeneration.objects.get(store=store).value == generation
    assert "#004400" not in styles(shopper, "/")
    assert 'value="#004400"' in owner.get(BRANDING).content.decode()


def test_what_is_published_is_seen_at_once_on_every_page(owner, shopper, store):
    image = make_image(store, "Logo")
    owner.post(BRANDING, {**PUBLISH, "logo": image.pk})
    branding = live(store)
    assert (branding.surface, branding.heading_font) == ("#ffffff", "fraunces")
    assert branding.logo_picture["src"]
    assert "--accent: #004400;" in styles(shopper, "/products/")
    body = re.search(r"<body[^>]*>", shopper.get("/about/").content.decode()).group()
    for name in ("site-header--centered", "cards--framed", "density--airy", "buttons--pill"):
        assert name in body


def test_publishing_ends_the_draft(owner, store):
    owner.post(BRANDING, SAVE)
    owner.post(BRANDING, PUBLISH)
    assert not versions(store).filter(published_at=None).exists()


def test_there_is_one_draft_whoever_saves(owner, store, as_member, store_client):
    owner.post(BRANDING, SAVE)
    manager = store_client(store, as_member(store, "Manager"))
    manager.post(BRANDING, {**SAVE, "radius": "9"})
    draft = versions(store).get(published_at=None)
    assert draft.radius == 9
    assert draft.person.email.startswith("manager")


def test_a_discarded_draft_leaves_what_shoppers_see(owner, store):
    owner.post(BRANDING, SAVE)
    owner.post(f"{BRANDING}discard/")
    assert not versions(store).exists()
    assert 'value="#004400"' not in owner.get(BRANDING).content.decode()


def test_one_can_go_back_to_a_look_of_before(owner, store):
    first = live(store)
    owner.post(BRANDING, PUBLISH)
    owner.post(BRANDING, {**PUBLISH, "accent": "#440000"})
    history = list(versions(store).filter(published_at__isnull=False))
    assert [version.accent for version in history] == ["#440000", "#004400", first.accent]
    owner.post(f"{BRANDING}restore/{history[-1].pk}/")
    assert live(store).accent == "#440000"
    assert versions(store).get(published_at=None).accent == first.accent
    owner.post(BRANDING, {**PUBLISH, "accent": first.accent})
    assert live(store).accent == first.accent


def test_a_draft_is_no_look_of_before(owner, store):
    owner.post(BRANDING, SAVE)
    draft = versions(store).get()
    assert owner.post(f"{BRANDING}restore/{draft.pk}/").status_code == 404


def test_the_same_look_twice_is_kept_once_and_old_ones_go(store, as_member):
    user = as_member(store, "Owner")
    with store_scope(store):
        for number in [0, *range(KEPT + 3)]:
            look = BrandingVersion(store=store).take(live(store))
            look.radius = number
            publish_look(look, store=store, user=user)
        kept = list(versions(store).values_list("radius", flat=True))
    assert kept == list(range(KEPT + 2, 2, -1))


def test_a_ready_theme_fills_the_draft_and_leaves_the_logo(owner, store):
    image = make_image(store, "Logo")
    owner.post(BRANDING, {**SAVE, "logo": image.pk})
    owner.post(f"{BRANDING}theme/signal/")
    draft = versions(store).get()
    theme = THEMES["signal"]
    assert (draft.logo_id, draft.background) == (image.pk, theme.background)
    assert (draft.header_style, draft.card_style) == (theme.header_style, theme.card_style)
    assert live(store).background != theme.background
    assert owner.post(f"{BRANDING}theme/nothing/").status_code == 404


def test_each_theme_is_offered_with_a_drawing_of_its_own_colours(owner):
    html = owner.get(BRANDING).content.decode()
    for theme in THEMES.values():
        assert theme.name in html
        assert f'fill="{theme.background}"' in html


def test_a_pair_of_fonts_sets_both(owner, store):
    owner.post(BRANDING, {**PUBLISH, "font_pair": "newsreader+karla"})
    branding = live(store)
    assert (branding.heading_font, branding.body_font) == ("newsreader", "karla")


def test_publishing_is_in_the_audit_log(owner, store):
    owner.post(BRANDING, PUBLISH)
    with store_scope(store):
        entry = AuditEntry.objects.filter(action="branding.changed").latest("pk")
    assert entry.after["density"] == "airy"
    assert entry.actor_name.startswith("owner")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("accent", "red"),
        ("accent", "#12345"),
        ("accent", "#1234567"),
        ("accent", ""),
        ("text", "#000000;}body{display:none"),
        ("radius", "-1"),
        ("radius", "1000"),
        ("body_font", "comic-sans"),
        ("font_pair", "inter+wingdings"),
        ("density", "endless"),
        ("header_style", ""),
        ("card_style", 'x"><script>'),
    ],
)
@pytest.mark.parametrize("sent", [SAVE, PUBLISH], ids=["save", "publish"])
def test_bad_looks_are_explained(owner, store, field, value, sent):
    response = owner.post(BRANDING, {**sent, field: value})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not versions(store).exists()
    assert live(store).accent != "#004400"


# Contrast ----------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", [FAINT, {"on_accent": "#005500"}, {"sale": "#ffdddd"}])
def test_colours_that_are_hard_to_read_are_not_published_without_a_word(owner, store, sent):
    page = owner.post(BRANDING, {**PUBLISH, **sent})
    assert page.status_code == 200
    assert "will not be able to read this" in page.content.decode()
    assert live(store).accent != "#004400"
    owner.post(BRANDING, {**PUBLISH, **sent, "publish": "anyway"})
    assert live(store).accent == "#004400"


def test_a_draft_may_be_hard_to_read(owner, store):
    assert owner.post(BRANDING, {**SAVE, **FAINT}).status_code == 302
    html = owner.get(BRANDING).content.decode()
    assert "Hard to read" in html
    assert "Use it" in html


def test_one_click_takes_the_suggested_shade(owner, store):
    page = owner.post(BRANDING, {**LOOKS, **FAINT, "sale": "#ffdddd", "fix": "text"})
    look = page.context["form"].instance
    assert look.text != "#999999"
    assert look.sale == "#ffdddd"
    assert f'value="{look.text}"' in page.content.decode()
    mended = owner.post(BRANDING, {**LOOKS, **FAINT, "sale": "#ffdddd", "fix": "all"})
    assert mended.context["contrast"]["fixes"] == []
    assert not versions(store).exists()


def test_the_pages_script_is_told_the_same(owner, store):
    answer = owner.post(CHECK, {**LOOKS, **FAINT})
    told = json.loads(answer.content)
    assert [pair["is_readable"] for pair in told["contrast"]["pairs"]][:2] == [False, False]
    assert told["contrast"]["fixes"][0]["name"] == "text"
    assert "density--airy" in told["classes"]
    assert "no-store" in answer["Cache-Control"]
    wrong = json.loads(owner.post(CHECK, {**LOOKS, "radius": "x"}).content)
    assert "radius" in wrong["errors"]
    assert "query" not in wrong
    assert owner.get(CHECK).status_code == 405


# Preview -----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["home", "listing", "product", "cart"])
def test_the_preview_shows_the_shops_own_pages_in_what_is_not_saved(owner, store, page):
    make_product(store)
    address = previewed(owner, {"preview_page": page})
    html = owner.get(address).content.decode()
    assert "density--airy" in re.search(r"<body[^>]*>", html).group()
    assert "--accent: #004400;" in styles(owner, address)
    assert live(store).accent != "#004400"


def test_a_preview_is_kept_by_nobody_and_stays_in_its_own_frame(owner):
    address = previewed(owner)
    for answer in (owner.get(address), owner.get(f"/theme/preview.css?{urlsplit(address).query}")):
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_shoppers_get_the_page_as_ever(owner, shopper, store):
    address = previewed(owner)
    html = shopper.get(address).content.decode()
    assert "density--airy" not in html
    assert "look-preview" not in re.search(r"/theme/[^\"]+", html).group()
    assert shopper.get(f"/theme/preview.css?{urlsplit(address).query}").status_code == 404
    assert "no-store" not in shopper.get(address).get("Cache-Control", "")


@pytest.mark.parametrize("role", ["Editor", "Fulfilment"])
def test_staff_who_may_not_change_the_branding_see_no_preview(
    owner, store, as_member, store_client, role
):
    address = previewed(owner)
    client = store_client(store, as_member(store, role))
    assert "density--airy" not in client.get(address).content.decode()
    for path in (BRANDING, CHECK, f"{BRANDING}discard/", f"{BRANDING}theme/folio/"):
        assert client.post(path, SAVE).status_code in (302, 403)
    assert not versions(store).exists()


def test_a_preview_is_for_who_made_it(owner, store, as_member, store_client):
    address = previewed(owner)
    manager = store_client(store, as_member(store, "Manager"))
    assert "density--airy" not in manager.get(address).content.decode()


def test_a_preview_ends_within_two_hours(owner):
    address = previewed(owner)
    with time_machine.travel(timezone.now() + timezone.timedelta(seconds=preview.SECONDS + 1)):
        assert "density--airy" not in owner.get(address).content.decode()


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "é", "A" * 5000])
def test_a_forged_preview_is_no_preview(owner, token):
    answer = owner.get("/", {preview.PARAMETER: token})
    assert answer.status_code == 200
    assert "look-preview" not in answer.content.decode()


def test_a_token_of_before_a_change_of_ours_is_no_preview(owner, store):
    for value in ([1, 2], [store.pk, 1, []]):
        token = signing.dumps(value, salt=preview.SALT, compress=True)
        assert owner.get("/", {preview.PARAMETER: token}).status_code == 200


def test_the_admin_wears_no_preview(owner, store):
    query = urlsplit(previewed(owner)).query
    assert owner.get(f"{BRANDING}?{query}").get("Cache-Control") != "no-store, private"
    assert live(store).accent != "#004400"


# Two stores --------------------------------------------------------------------------------


def test_another_stores_draft_preview_and_history_are_not_there(
    owner, store, other_store, as_member, store_client
):
    others = store_client(other_store, as_member(other_store, "Owner"))
    others.post(BRANDING, PUBLISH)
    others.post(BRANDING, {**SAVE, "accent": "#123456"})
    theirs = versions(other_store).filter(published_at__isnull=False).first()
    assert owner.post(f"{BRANDING}restore/{theirs.pk}/").status_code == 404
    html = owner.get(BRANDING).content.decode()
    assert "#123456" not in html
    assert "density--airy" not in owner.get(previewed(others)).content.decode()
    owner.post(f"{BRANDING}discard/")
    assert versions(other_store).filter(published_at=None).exists()
    assert live(store).accent != "#004400"


def test_a_token_made_for_another_store_is_no_preview_even_for_a_person_of_both(
    store, other_store, as_member, store_client
):
    user = as_member(store, "Owner")
    look = BrandingVersion(store=store).take(live(store))
    look.density = "airy"
    token = preview.sign(look, store_id=other_store.pk, user_id=user.pk)
    client = store_client(store, user)
    assert "density--airy" not in client.get("/", {preview.PARAMETER: token}).content.decode()
    ours = preview.sign(look, store_id=store.pk, user_id=user.pk)
    assert "density--airy" in client.get("/", {preview.PARAMETER: ours}).content.decode()


def test_the_logo_of_another_store_is_neither_saved_nor_shown(owner, store, other_store, as_member):
    image = make_image(other_store, "Secret")
    for sent in (SAVE, PUBLISH, LOOKS):
        response = owner.post(BRANDING, {**sent, "logo": image.pk})
        assert "logo" in response.context["form"].errors
        assert b"Secret" not in response.content
    look = BrandingVersion(store=store).take(live(store))
    look.logo_id = image.pk
    with store_scope(store):
        token = preview.sign(look, store_id=store.pk, user_id=1)
        assert preview.read(token, store_id=store.pk, user_id=1) is None


def test_the_control_host_has_no_branding(control_client):
    assert control_client.get(BRANDING).status_code in (302, 404)


def test_every_part_of_a_look_is_asked_for_in_the_editor(owner):
    html = owner.get(BRANDING).content.decode()
    for name in LOOK_FIELDS:
        assert f'name="{name.removesuffix("_id")}"' in html
