"""Where a store meets mail, sign-in and odd addresses."""

from __future__ import annotations

import io
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch
from PIL import Image as PillowImage
from wagtail.models import PageViewRestriction

from stores.admin.middleware import AdminScreensMiddleware
from stores.mail import sender
from stores.models import BasePage, HomePage, Store
from stores.scope import store_scope
from stores.services.provision_store import provision_store
from tests.conftest import client_on
from tests.stores.test_admin_settings import INFORMATION, STORE

pytestmark = pytest.mark.django_db

TWO_LINES = "Alpha\r\nBcc: everybody@example.com\u2028 and\tSons"
ONE_LINE = "Alpha Bcc: everybody@example.com and Sons"


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, "Owner"))


# A name on several lines


def test_the_owner_names_a_store_on_one_line(owner: Client, store: Store) -> None:
    owner.post(STORE, {**INFORMATION, "name": TWO_LINES, "tagline": "a\nb"})
    store.refresh_from_db()
    assert (store.name, store.tagline) == (ONE_LINE, "a b")


def test_the_operator_does_too(control_client: Client, store: Store) -> None:
    edited = {**INFORMATION, "name": TWO_LINES, "plan": store.plan_id}
    response = control_client.post(f"/admin/control/stores/{store.slug}/edit/", edited)
    assert response.status_code == 302
    store.refresh_from_db()
    assert store.name == ONE_LINE


def test_a_new_store_and_one_saved_by_code_do_too(store: Store) -> None:
    made = provision_store(name=TWO_LINES, slug="lines", owner_email="lines@lines.example")
    assert made.name == ONE_LINE
    store.name = TWO_LINES
    store.save()
    store.refresh_from_db()
    assert store.name == ONE_LINE


def test_a_header_holds_one_line_whatever_the_name_is() -> None:
    assert "\n" not in sender(Store(name=TWO_LINES))
    assert "everybody" in sender(Store(name=TWO_LINES))


# A forgotten password


@pytest.mark.parametrize("port", ["", ":1", ":8443"])
def test_the_mail_for_a_new_password_is_the_stores(
    store: Store, as_member, settings, mailoutbox, port: str
) -> None:
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "https", 443
    Store.objects.filter(pk=store.pk).update(name="Alpha & <Sons>")
    user = as_member(store, "Editor")
    client_on(f"alpha.localhost{port}").post("/admin/password_reset/", {"email": user.email})
    (mail,) = mailoutbox
    assert "https://alpha.localhost/admin/password_reset/confirm/" in mail.body
    assert "Alpha & <Sons>" in mail.subject
    assert "Alpha & <Sons>" in mail.body
    assert mail.from_email == f'"Alpha & <Sons>" <{settings.DEFAULT_FROM_EMAIL}>'


# NUL


@pytest.mark.parametrize(
    "path",
    [
        "/admin/images/chooser/?tag=%00",
        "/admin/images/?q=a%00b",
        "/admin/pages/?%00=1",
        "/admin/%00/",
        "/admin/login/?next=%00",
    ],
)
def test_a_null_character_in_the_admin_is_a_bad_request(owner: Client, path: str) -> None:
    response = owner.get(path)
    assert response.status_code == 400
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_percent_sign_before_two_zeros_is_no_null_character(owner: Client) -> None:
    assert owner.get("/admin/images/?q=100%2500").status_code == 200


def test_a_null_character_as_a_session_is_a_bad_request(store: Store) -> None:
    client = Client(HTTP_HOST="alpha.localhost", HTTP_COOKIE=r'sessionid="\000bcdefghijkl"')
    assert client.get("/admin/").status_code == 400


# A form in pieces


@pytest.mark.parametrize(
    "path",
    ["/admin/images/multiple/add/", "/admin/documents/multiple/add/", "/admin/pages/{}/edit/"],
)
def test_a_form_of_the_admin_without_what_its_page_sends_is_a_bad_request(
    owner: Client, store: Store, path: str
) -> None:
    with store_scope(store):
        page = BasePage.objects.filter(depth__gt=2).first()
    response = owner.post(path.format(page.pk), {"title": "x", "slug": "x"})
    assert response.status_code == 400
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_formatted_text_that_no_editor_made_is_a_bad_request(owner: Client) -> None:
    sent = {"name": "x", "slug": "x", "description": "no JSON"}
    assert owner.post("/admin/snippets/catalog/product/add/", sent).status_code == 400


def test_json_that_is_stored_broken_is_an_error_of_ours(rf: RequestFactory, store: Store) -> None:
    request = rf.post("/admin/pages/1/edit/", {"description": "no JSON"})
    request.user, request.session, request.store = AnonymousUser(), {}, store
    middleware = AdminScreensMiddleware(lambda request: HttpResponse())
    for text, is_bad_request in [("no JSON", True), ("stored like this", False)]:
        with pytest.raises(json.JSONDecodeError) as caught:
            json.loads(text)
        answer = middleware.process_exception(request, caught.value)
        assert (answer is not None) is is_bad_request


@pytest.mark.parametrize(
    ("error", "is_bad_request"),
    [
        (ValueError("Field 'id' expected a number but got ' '."), True),
        (
            NoReverseMatch("Reverse for 'choose_page_child' with arguments '(' ',)' not found."),
            True,
        ),
        (ValueError("Field 'id' expected a number but got 'seven'."), False),
        (
            NoReverseMatch("Reverse for 'choose_page_child' with arguments '('',)' not found."),
            False,
        ),
    ],
)
def test_a_number_that_is_none_is_a_bad_request_if_it_was_sent(
    rf: RequestFactory, store: Store, error: Exception, is_bad_request: bool
) -> None:
    request = rf.get("/admin/choose-page/", {"p": "1", "parent_page_id": " "})
    request.user, request.session, request.store = AnonymousUser(), {}, store
    middleware = AdminScreensMiddleware(lambda request: HttpResponse())
    assert (middleware.process_exception(request, error) is not None) is is_bad_request


def test_a_line_without_its_place_is_a_bad_request(owner: Client) -> None:
    page = owner.get("/admin/snippets/catalog/product/add/")
    sent = {
        f"{formset.prefix}-{name}": formset.management_form[name].value()
        for formset in page.context["form"].formsets.values()
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    sent |= {"name": "", "slug": "", "product_categories-TOTAL_FORMS": 1}
    sent["description"] = '{"blocks": [], "entityMap": {}}'
    assert owner.post("/admin/snippets/catalog/product/add/", sent).status_code == 400


def test_an_address_with_a_number_that_is_none_leads_nowhere(owner: Client, store: Store) -> None:
    base = "/admin/snippets/catalog/product/history"
    assert owner.get(f"{base}/_3F/revisions/compare/1...1/").status_code == 404


# Signing in


def test_there_is_one_page_to_sign_in(store: Store) -> None:
    response = client_on("alpha.localhost").get("/_util/login/?next=/about/")
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/admin/login/?next=/about/",
    )
    posted = client_on("alpha.localhost").post("/_util/login/", {"username": "a", "password": "b"})
    assert posted.headers["Location"] == "/admin/login/"


@pytest.fixture
def about(store: Store) -> BasePage:
    with store_scope(store):
        return BasePage.objects.get(slug="about")


def test_a_page_for_who_is_signed_in_leads_there_and_back(
    store: Store, about: BasePage, owner: Client
) -> None:
    with store_scope(store):
        PageViewRestriction.objects.create(page=about, restriction_type="login")
    response = client_on("alpha.localhost").get("/about/")
    assert response.headers["Location"] == "/admin/login/?next=/about/"
    assert owner.get("/about/").status_code == 200


def test_a_page_with_a_password_opens_with_it(store: Store, about: BasePage) -> None:
    with store_scope(store):
        restriction = PageViewRestriction.objects.create(
            page=about, restriction_type="password", password="sesame"
        )
    visitor = client_on("alpha.localhost")
    asked = visitor.get("/about/").content.decode()
    assert "This page has a password" in asked
    assert "site-header" in asked
    url = f"/_util/authenticate_with_password/{restriction.pk}/{about.pk}/"
    assert f'action="{url}"' in asked
    wrong = visitor.post(url, {"password": "open", "return_url": "/about/"})
    assert "This page has a password" in wrong.content.decode()
    assert visitor.post(url, {"password": "sesame", "return_url": "/about/"}).status_code == 302
    assert "This page has a password" not in visitor.get("/about/").content.decode()


def test_a_page_with_a_password_tells_nothing_of_itself(store: Store, about: BasePage) -> None:
    with store_scope(store):
        home = HomePage.objects.get(store=store, depth=2)
        restriction = PageViewRestriction.objects.create(
            page=about, restriction_type="password", password="sesame"
        )
        BasePage.objects.filter(pk=about.pk).update(
            seo_title="zqtitle", search_description="zqdescription"
        )
    visitor = client_on("alpha.localhost")
    asked = visitor.get("/about/").content.decode()
    assert 'content="noindex"' in asked
    assert "zqtitle" not in asked
    assert "zqdescription" not in asked
    # Wagtail's address takes the number of any page, under the password or not.
    address = "/_util/authenticate_with_password"
    assert visitor.get(f"{address}/{restriction.pk}/{home.pk}/").status_code == 404
    with store_scope(store):
        BasePage.objects.filter(pk=about.pk).update(live=False)
    assert visitor.get(f"{address}/{restriction.pk}/{about.pk}/").status_code == 404


# The account


def test_an_account_has_no_picture(store: Store, owner: Client) -> None:
    page = owner.get("/admin/account/").content.decode()
    assert "name_email-first_name" in page
    assert "avatar-avatar" not in page
    data = io.BytesIO()
    PillowImage.new("RGB", (9, 9)).save(data, "PNG")
    response = owner.post(
        "/admin/account/",
        {
            "name_email-first_name": "Ada",
            "name_email-last_name": "Lovelace",
            "locale-preferred_language": "",
            "locale-current_time_zone": "",
            "theme-theme": "system",
            "theme-density": "default",
            "theme-contrast": "system",
            "theme-keyboard_shortcuts": "on",
            "avatar-avatar": SimpleUploadedFile("me.png", data.getvalue()),
        },
    )
    assert response.status_code == 302
    user = response.wsgi_request.user
    user.refresh_from_db()
    assert user.first_name == "Ada"
    assert not user.wagtail_userprofile.avatar


# Astray in the admin


def test_an_unknown_address_in_the_admin_looks_at_home(owner: Client, store: Store) -> None:
    response = owner.get("/admin/no-such-screen/")
    page = response.content.decode()
    assert response.status_code == 404
    assert "This page does not exist" in page
    assert f"<title>Page not found - {store.name}" in " ".join(page.split())
    assert f'<p class="admin-brand">{store.name}</p>' in page
    assert 'href="/admin/"' in page
    assert "/theme/admin/" in page
