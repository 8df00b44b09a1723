"""Own things made to refer to another store's, through the forms that staff use."""

from __future__ import annotations

import io
import re
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image as PillowImage
from wagtail.models import Collection, Comment

from catalog.models import Category, Product
from commerce.models import Cart
from commerce.views.cart_cookie import COOKIE
from stores.models import BasePage, ContentPage, Document, HomePage, Image
from stores.roles import Role
from stores.scope import PLATFORM_ID, platform_scope, store_scope
from tests.conftest import client_on
from tests.isolation.crawl import Crawler, addresses
from tests.isolation.digest import differences, digest
from tests.isolation.forms import forms_of, pointing_across
from tests.isolation.furnish import Side, Two
from tests.isolation.things import Things


@pytest.fixture(autouse=True)
def nothing_of_theirs_changes(two):
    """Holds for each test below, whatever it is about."""
    platform = BasePage.objects.filter(depth=1).values_list("numchild", "title").get()
    before, homes = digest(two.theirs.store), HomePage.objects.count()
    yield
    assert differences(before, digest(two.theirs.store)) == []
    assert pointing_across(two) == []
    assert BasePage.objects.filter(depth=1).values_list("numchild", "title").get() == platform
    assert HomePage.objects.count() == homes
    assert BasePage.objects.filter(depth=2).count() == homes


@pytest.fixture
def client(two) -> Client:
    return client_on(two.mine.host, two.staff(Role.OWNER))


def content_page(side: Side) -> ContentPage:
    return side.first(ContentPage, alias_of=None)


def targets(two: Two) -> dict[str, int]:
    """Where a page must not go: under the other store, and beside the stores' home pages."""
    with platform_scope():
        root = BasePage.objects.get(depth=1).pk
    return {
        "their home": two.theirs.first(HomePage).pk,
        "their page": content_page(two.theirs).pk,
        "the root": root,
    }


def tree(two: Two) -> list[tuple]:
    with platform_scope():
        return list(BasePage.objects.order_by("path").values_list("path", "title", "store_id"))


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER, Role.EDITOR])
@pytest.mark.parametrize("where", ["their home", "their page", "the root"])
def test_no_page_is_made_moved_or_copied_there(two, role, where):
    client = client_on(two.mine.host, two.staff(role))
    target, page, before = targets(two)[where], content_page(two.mine), tree(two)
    add = f"/admin/pages/add/stores/contentpage/{target}/"
    fields = {"title": "Planted", "slug": "planted", "introduction": "", "body-count": "0",
              "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}  # fmt: skip
    copy = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": target,
            "copy_subpages": "1", "publish_copies": "1"}  # fmt: skip
    for path, body in (
        (add, {**fields, "action-publish": "1"}),
        (add, fields),
        (f"/admin/pages/{page.pk}/move/", {"new_parent_page": target}),
        (f"/admin/pages/{page.pk}/move/{target}/confirm/", {}),
        (f"/admin/pages/{page.pk}/copy/", copy),
        (f"/admin/pages/{page.pk}/copy/", {**copy, "alias": "1"}),
        (f"/admin/bulk/stores/basepage/move/?id={page.pk}", {"chooser": target}),
        (f"/admin/pages/{target}/delete/", {}),
        (f"/admin/pages/{target}/unpublish/", {}),
    ):
        response = client.post(path, body)
        assert response.status_code < 500, path
        assert tree(two) == before, path
    assert client.get(add).status_code in (302, 403, 404)


def test_these_forms_do_work_with_ones_own(two, client):
    """Otherwise the test above would pass with forms that nobody accepts."""
    page, home = content_page(two.mine), two.mine.first(HomePage)
    copy = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": home.pk}
    before = len(tree(two))
    client.post(f"/admin/pages/{page.pk}/copy/", copy)
    assert len(tree(two)) == before + 1
    with store_scope(two.mine.store):
        copied = BasePage.objects.get(slug="copy")
    client.post(f"/admin/pages/{copied.pk}/move/{page.pk}/confirm/", {})
    with store_scope(two.mine.store):
        assert BasePage.objects.get(slug="copy").depth == page.depth + 1


@pytest.mark.parametrize("name", ["position", "after"])
def test_pages_are_not_ordered_among_anothers(two, client, name):
    page, before = content_page(two.mine), tree(two)
    response = client.post(
        f"/admin/pages/{content_page(two.theirs).pk}/set_position/?position=0", {name: page.pk}
    )
    assert response.status_code == 404
    assert tree(two) == before


EDITS = re.compile(r"edit|add|create|/%\(\w+\)s/$|copy|move|settings|privacy|account|action")


def own_forms(two: Two, client: Client) -> list[tuple[str, dict, list[str]]]:
    """Every form on every page of the admin that is about things of one's own."""
    mine, found, seen = Things.of(two.mine), [], set()
    for address in addresses():
        if not address.template.startswith("admin/") or not EDITS.search(address.template):
            continue
        for path in list(mine.fill(address))[:2]:
            response = client.get(path)
            if response.status_code != 200 or not response.headers["Content-Type"].startswith(
                ("text/html", "application/json")
            ):
                continue
            for action, fields, choices in forms_of(response.content):
                key = (urljoin(path, action), tuple(sorted(choices)))
                if choices and key not in seen:
                    seen.add(key)
                    found.append((urljoin(path, action), fields, choices))
    return found


def test_no_choice_of_any_form_takes_a_number_of_theirs(two, client):
    crawler = Crawler(two, client)
    forged = 0
    for path, fields, choices in own_forms(two, client):
        for name in choices:
            theirs = str(crawler.things.numbers[0])
            crawler.send("POST", path, {"body-count": "0", **fields, name: [theirs]})
            forged += 1
    assert not crawler.problems, "\n".join(crawler.problems)
    assert pointing_across(two) == []
    assert forged > 40, "few forms were found"


PRODUCT_CHOICES = {
    "images-0-image": Image,
    "product_categories-0-category": Category,
}


def test_the_product_form_is_among_them_and_refuses_each(two, client):
    product = two.mine.first(Product)
    path = reverse("wagtailsnippets_catalog_product:edit", args=[product.pk])
    fields, choices = max(
        ((fields, choices) for _a, fields, choices in forms_of(client.get(path).content)),
        key=lambda form: len(form[0]),
    )
    assert set(PRODUCT_CHOICES) <= set(choices)
    for name, model in PRODUCT_CHOICES.items():
        theirs = two.theirs.first(model).pk
        for action in ({}, {"action-publish": "1"}):
            response = client.post(path, {**fields, name: str(theirs), **action})
            assert response.status_code == 200, f"{name} was taken"
        assert two.theirs.secret not in response.content.decode()
    response = client.post(path, {**fields, "action-publish": "1"})
    assert response.status_code == 302, "the form does work with its own values"


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_an_upload_goes_to_no_collection_of_theirs(two, client, kind):
    collection = two.theirs.first(Collection, depth=2)
    data = io.BytesIO()
    PillowImage.new("RGB", (9, 9)).save(data, "PNG")
    for path in (f"/admin/{kind}/multiple/add/", f"/admin/{kind}/add/"):
        file = io.BytesIO(data.getvalue())
        file.name = "upload.png"
        response = client.post(
            path,
            {"title": "Upload", "collection": str(collection.pk), "files[]": file, "file": file},
        )
        assert response.status_code < 500
    with platform_scope():
        model = Image if kind == "images" else Document
        assert (
            not model.objects.filter(collection=collection).exclude(store=two.theirs.store).exists()
        )


def test_no_comment_is_left_on_or_taken_from_their_page(two, client):
    page, comment = content_page(two.mine), two.theirs.first(Comment)
    path = f"/admin/pages/{page.pk}/edit/"
    _action, fields, _choices = max(
        forms_of(client.get(path).content), key=lambda form: len(form[1])
    )
    for more in (
        {"comments-0-id": str(comment.pk), "comments-0-text": "Taken"},
        {"comments-0-id": "", "comments-0-text": "Left", "comments-0-page": str(comment.page_id)},
    ):
        response = client.post(
            path,
            {
                **fields,
                "body-count": "0",
                "comments-TOTAL_FORMS": "1",
                "comments-0-contentpath": "title",
                **more,
            },
        )
        assert response.status_code < 500
        assert two.theirs.secret not in response.content.decode()


def test_tags_are_suggested_from_ones_own_store_only(two, client):
    for app, model in (("stores", "tag"), ("taggit", "tag")):
        path = f"/admin/tag-autocomplete/{app}/{model}/"
        response = client.get(path, {"term": two.theirs.word})
        assert response.status_code in (200, 404)
        assert two.theirs.secret not in response.content.decode()
    own = client.get("/admin/tag-autocomplete/stores/tag/", {"term": two.mine.word}).json()
    assert own == [f"{two.mine.text} tag"]


@pytest.mark.parametrize("role", [*Role.values])
@pytest.mark.parametrize(
    "path",
    [
        "users/", "users/add/", "users/edit/{n}/", "groups/", "groups/add/", "groups/edit/{n}/",
        "sites/", "sites/add/", "sites/edit/{n}/", "locales/",
        "collections/", "collections/add/", "collections/{n}/", "collections/{n}/privacy/",
        "workflows/", "workflows/add/", "workflows/edit/{n}/", "workflows/tasks/index/",
        "styleguide/", "searchpicks/", "api/v3/", "control/",
    ],
)  # fmt: skip
def test_screens_about_the_installation_are_refused_to_every_role(two, role, path):
    client = client_on(two.mine.host, two.staff(role))
    for number in (1, two.theirs.base + 1, two.mine.base + 1):
        for method in (client.get, client.post):
            response = method("/admin/" + path.format(n=number))
            assert response.status_code in (403, 404)


@pytest.mark.parametrize("role", [None, Role.OWNER])
def test_a_cart_of_theirs_is_no_cart_here(two, role):
    client = client_on(two.mine.host, two.staff(role) if role else None)
    client.cookies[COOKIE] = two.theirs.first(Cart).token
    crawler = Crawler(two, client)
    things = Things.of(two.mine)
    for path in ("/cart/", "/checkout/", "/checkout/contact/", "/checkout/review/", "/"):
        client.cookies[COOKIE] = two.theirs.first(Cart).token
        crawler.send("GET", path)
        crawler.send("POST", path, {"variant": things.variant, "quantity": "1"})
    for variant in (*things.identifiers, *crawler.things.identifiers):
        for path in ("/cart/add/", f"/cart/lines/{variant}/"):
            client.cookies[COOKIE] = two.theirs.first(Cart).token
            crawler.send("POST", path, {"variant": variant, "quantity": "3"})
    assert not crawler.problems, "\n".join(crawler.problems)


def test_the_platforms_rows_are_what_they_were(two, client):
    """The whole write crawl of the owner, seen from the platform's side."""
    with platform_scope():
        before = digest_of_platform()
    Crawler(two, client, thorough=False).post_everything()
    with platform_scope():
        assert differences(before, digest_of_platform()) == []


def digest_of_platform() -> dict[str, str]:
    from stores.models import Store

    found = digest(Store.all_objects.get(pk=PLATFORM_ID))
    for table in ("stores_session", "stores_ratelimit"):
        found.pop(table, None)
    return found
