"""A store's redirects: kept by its staff, followed on its own host, and nobody else's."""

from __future__ import annotations

import io
import re

import pytest
from django.db import IntegrityError, connection, transaction
from wagtail.contrib.redirects.models import Redirect

from stores.models import ContentPage
from stores.roles import Role
from stores.scope import store_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(store, as_member, store_client):
    return store_client(store, as_member(store, Role.EDITOR))


def add(client, old_path: str = "/old", **fields: object):
    body = {"old_path": old_path, "is_permanent": "on", "redirect_link": "/search/", **fields}
    return client.post("/admin/redirects/add/", body)


def test_an_old_address_leads_to_the_new_one_on_this_host_alone(
    store, other_store, editor, store_client
):
    assert add(editor, "/old-shop/mugs?page=2").status_code == 302

    response = store_client(store).get("/old-shop/mugs?page=2")
    assert response.status_code == 301
    assert response.url == store.absolute_url("/search/")
    assert store_client(other_store).get("/old-shop/mugs?page=2", follow=True).status_code == 404


def test_it_can_lead_to_a_page_and_for_a_while_only(store, editor, store_client):
    with store_scope(store):
        page = ContentPage.objects.first()
    add(editor, "/about-us", redirect_link="", redirect_page=page.pk, is_permanent="")

    response = store_client(store).get("/about-us/")

    assert response.status_code == 302
    assert store_client(store).get(response.url).status_code == 200


def test_what_exists_is_not_redirected(store, editor, store_client):
    add(editor, "/cart")
    assert store_client(store).get("/cart/").status_code == 200


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"redirect_link": ""}, "Choose a page, or enter an address"),
        ({"redirect_link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"redirect_link": "//evil.example/x"}, "Enter a valid URL"),
        ({"redirect_link": "ftp://elsewhere.example/"}, "Enter a valid URL"),
        ({"old_path": "/admin/pages/"}, "Addresses of the admin cannot be redirected"),
        ({"old_path": "/taken/"}, "A redirect with this path already exists"),
    ],
)
def test_a_redirect_that_makes_no_sense_is_refused_in_words(store, editor, fields, message):
    add(editor, "/taken")
    response = add(editor, **fields)
    assert response.status_code == 200
    assert message in response.text
    with store_scope(store):
        assert Redirect.objects.count() == 1


def test_the_site_is_the_stores_whatever_is_sent(store, other_store, editor):
    for site in ("", str(other_store.site_id)):
        add(editor, f"/from-{site or 'all'}", site=site)
    with store_scope(store):
        assert list(Redirect.objects.values_list("site_id", flat=True)) == [store.site_id] * 2
    with store_scope(other_store):
        assert not Redirect.objects.exists()
    for page in ("/admin/redirects/", "/admin/redirects/add/"):
        assert "All sites" not in editor.get(page).text


def test_another_stores_page_is_no_target(store, other_store, editor):
    with store_scope(other_store):
        theirs = ContentPage.objects.first()
    response = add(editor, redirect_link="", redirect_page=theirs.pk)
    assert "Select a valid choice" in response.text
    assert theirs.title not in response.text or theirs.title == "Old"


@pytest.mark.parametrize("site", [None, "theirs"])
def test_the_database_refuses_a_redirect_that_is_not_the_stores_own(store, other_store, site):
    with store_scope(store), pytest.raises(IntegrityError):
        plant(site and other_store.site_id)


@transaction.atomic
def plant(site_id: int | None) -> None:
    Redirect.objects.create(old_path="/all", site_id=site_id, redirect_link="http://x.y")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_page_that_gets_another_slug_leaves_a_redirect_behind(
    store, store_client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), store_scope(store):
        page = ContentPage.objects.first()
        old = page.get_url()
        page.slug = "quite-new"
        page.save_revision()
        ContentPage.objects.get(pk=page.pk).get_latest_revision().publish()
    response = store_client(store).get(old)
    assert response.status_code == 301
    assert response.url.endswith("/quite-new/")


def upload(client, text: str, name: str = "redirects.csv"):
    file = io.BytesIO(text.encode())
    file.name = name
    return client.post("/admin/redirects/import/", {"import_file": file})


def confirm(client, page: str):
    signed = dict(re.findall(r'name="(import_file_name|input_format)" value="([^"]+)"', page))
    body = {**signed, "from_index": "0", "to_index": "1", "permanent": "on"}
    return client.post("/admin/redirects/import/process/", body)


def test_redirects_are_imported_from_a_csv_file(store, editor):
    page = upload(editor, "from,to\n/one,/search/\n\n/two,https://other.example/\nshort\n").text
    assert "All sites" not in page

    response = confirm(editor, page)

    assert "short" in response.text, "the row that cannot be imported is named"
    with store_scope(store):
        found = Redirect.objects.order_by("old_path").values_list("old_path", "site_id")
        assert list(found) == [("/one", store.site_id), ("/two", store.site_id)]
    assert confirm(editor, page).status_code == 404, "the file is gone after it was imported"


@pytest.mark.parametrize("name", ["", "tmpabc", "../../etc/passwd:forged"])
def test_a_name_of_a_file_that_was_not_signed_here_is_refused(store, editor, name):
    body = {"import_file_name": name, "input_format": "0:x", "from_index": "0", "to_index": "1"}
    assert editor.post("/admin/redirects/import/process/", body).status_code == 400


def test_a_file_of_another_stores_import_is_not_there(store, other_store, editor, as_member,
                                                      store_client):  # fmt: skip
    theirs = store_client(other_store, as_member(other_store, Role.OWNER))
    page = upload(theirs, "from,to\n/secret-campaign,/search/\n").text

    response = confirm(editor, page)

    assert response.status_code == 404
    assert "secret-campaign" not in response.text
    assert confirm(theirs, page).status_code == 302


@pytest.mark.parametrize(
    ("text", "name"),
    [("from,to\n" + "/x,/y\n" * 5_001, "many.csv"), ("x" * 1_100_000, "large.csv"),
     ("from,to", "book.xlsx"), ("", "empty.csv")],
)  # fmt: skip
def test_a_file_that_is_no_csv_or_too_large_imports_nothing(store, editor, text, name):
    response = upload(editor, text, name)
    assert response.status_code in (200, 302)
    assert "import_file_name" not in response.text
    with store_scope(store):
        assert not Redirect.objects.exists()


def test_who_does_not_keep_pages_keeps_no_redirects(store, as_member, store_client):
    client = store_client(store, as_member(store, Role.FULFILMENT))
    assert client.get("/admin/redirects/").status_code in (302, 403)
    add(client)
    with store_scope(store):
        assert not Redirect.objects.exists()
