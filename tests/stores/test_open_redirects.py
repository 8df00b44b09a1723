"""Nobody is led from a store to somewhere else by an address that only starts at the store."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.conf import settings as configured
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, PageViewRestriction

from stores.models import BasePage, Document, Domain, Image, Store
from stores.scope import platform_scope, store_scope
from tests.conftest import PASSWORD, client_on
from tests.factories import make_image, make_product

pytestmark = pytest.mark.django_db

HOST = "alpha.localhost"
ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\\/evil.example",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "\x01//evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "https://alpha.localhost@evil.example/",
    "https://alpha.localhost.evil.example/",
    "https://evil.example\\@alpha.localhost/",
    "https://evil.example#@alpha.localhost/",
    "https://beta.localhost/admin/",
    "javascript:alert(1)",
    "JavaScript:alert(1)//alpha.localhost",
    "data:text/html,<script>alert(1)</script>",
    "ftp://alpha.localhost/",
    "alpha.localhost:8000/",
    "//alpha.localhost:8443/",
    "https://[evil.example",
    "http://[::1]/",
]


def assert_stays(response: HttpResponseBase, asked: str, host: str = HOST) -> None:
    """As a browser reads the address: backslashes are slashes, what cannot be seen is not there."""
    location = response.headers.get("Location")
    if location is None:
        return
    seen = "".join(sign for sign in location if sign > "\x20").replace("\\", "/")
    there = urlsplit(urljoin(f"http://{host}/admin/x/", seen))
    assert there.scheme in ("http", "https"), f"{asked!r} → {location!r}"
    assert there.netloc.split(":")[0] == host, f"{asked!r} → {location!r}"


# Parameters that name where to go next

NAMES = ("next", "next_url", "return_url", "return_to", "redirect_to", "url", "back", "r")


@pytest.fixture
def owner(store: Store, as_member: Any) -> Client:
    return client_on(HOST, as_member(store, "Owner"))


def test_signing_in_leads_to_the_store_only(store: Store, as_member: Any) -> None:
    user = as_member(store, "Owner")
    for target in ELSEWHERE:
        for path in ("/admin/login/", f"/admin/login/?next={quote(target)}"):
            client = client_on(HOST)
            response = client.post(
                path, {"username": user.email, "password": PASSWORD, "next": target}
            )
            assert response.status_code in (302, 400)
            assert_stays(response, target)
            again = client.get(f"/admin/login/?next={quote(target)}")
            assert_stays(again, target)


@pytest.mark.parametrize("there", ["%00", "wagtailadmin_explore", "x"])
def test_a_way_onward_that_is_no_address_is_a_bad_request(
    store: Store, as_member: Any, there: str
) -> None:
    for client in (client_on(HOST), client_on(HOST, as_member(store, "Owner"))):
        assert client.get("/admin/login/", {"next": there}).status_code == 400
        assert client.post("/admin/login/", {"next": there}).status_code == 400


def test_signing_out_leads_to_the_store_only(store: Store, as_member: Any) -> None:
    client = client_on(HOST)
    for target in ELSEWHERE:
        response = client.post(f"/admin/logout/?next={quote(target)}", {"next": target})
        assert_stays(response, target)


def test_the_other_door_leads_to_the_first(store: Store) -> None:
    for target in ELSEWHERE:
        response = client_on(HOST).get(f"/_util/login/?next={quote(target)}")
        assert response.status_code == 302
        assert_stays(response, target)


def test_who_must_sign_in_first_comes_back_to_the_store(store: Store) -> None:
    for target in ELSEWHERE:
        path = "/admin/" + quote(target)
        assert_stays(client_on(HOST).get(path), path)


@pytest.fixture
def screens(store: Store) -> list[str]:
    """Screens of the admin that go somewhere when they are done."""
    make_product(store)
    image = make_image(store)
    with store_scope(store):
        page = BasePage.objects.get(slug="about")
        document = Document.objects.create(title="A", file=image.file)
    return [
        f"/admin/pages/{page.pk}/unpublish/",
        f"/admin/pages/{page.pk}/edit/",
        f"/admin/pages/{page.pk}/lock/",
        f"/admin/pages/{page.pk}/unlock/",
        f"/admin/pages/{page.pk}/copy/",
        f"/admin/pages/{page.pk}/convert_alias/",
        f"/admin/pages/{page.pk}/workflow/confirm_cancellation/",
        f"/admin/bulk/stores/basepage/unpublish/?id={page.pk}&x=",
        f"/admin/images/{image.pk}/",
        f"/admin/documents/edit/{document.pk}/",
        "/admin/account/",
        "/admin/pages/add/stores/contentpage/3/",
        "/cart/add/",
        "/cart/",
        "/checkout/",
        "/search/",
    ]


def test_no_screen_goes_elsewhere_when_it_is_done(
    store: Store, owner: Client, screens: list[str]
) -> None:
    owner.raise_request_exception = False
    for screen in screens:
        for target in ELSEWHERE[::3]:
            query = "&".join(f"{name}={quote(target)}" for name in NAMES)
            path = f"{screen}{'&' if '?' in screen else '?'}{query}"
            response = owner.post(path, dict.fromkeys(NAMES, target))
            assert_stays(response, path)


def test_deleting_something_does_not_either(store: Store, owner: Client) -> None:
    for target in ELSEWHERE[:8]:
        image = make_image(store)
        response = owner.post(f"/admin/images/{image.pk}/delete/?next={quote(target)}")
        assert response.status_code == 302
        assert_stays(response, target)
        assert not Image.objects.filter(pk=image.pk).exists()


def test_a_page_with_a_password_does_not_either(store: Store) -> None:
    with store_scope(store):
        page = BasePage.objects.get(slug="about")
        restriction = PageViewRestriction.objects.create(
            page=page, restriction_type="password", password="sesame"
        )
    url = f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/"
    for target in ELSEWHERE:
        response = client_on(HOST).post(url, {"password": "sesame", "return_url": target})
        assert response.status_code == 302, target
        assert_stays(response, target)


def test_nor_does_a_folder_of_documents(store: Store) -> None:
    from wagtail.models import CollectionViewRestriction

    with platform_scope(on_behalf_of=store):
        collection = Collection.get_first_root_node().add_child(name="Closed")
        restriction = CollectionViewRestriction.objects.create(
            collection=collection, restriction_type="password", password="sesame"
        )
    url = f"/documents/authenticate_with_password/{restriction.pk}/"
    for target in ELSEWHERE:
        response = client_on(HOST).post(url, {"password": "sesame", "return_url": target})
        assert response.status_code == 302, target
        assert_stays(response, target)


# Paths that look like a host

PATHS = [
    "//evil.example",
    "//evil.example/",
    "///evil.example/%2e%2e",
    "/\\evil.example",
    "/%5cevil.example",
    "/%5c%5cevil.example/",
    "/%2fevil.example",
    "/%2f%2fevil.example/",
    "/%09/evil.example",
    "/%0a/evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "/@evil.example",
    "/:@evil.example/",
    "/.evil.example",
    "/admin//evil.example",
    "/admin//evil.example/",
    "/admin/\\evil.example",
    "/admin/%2f%2fevil.example",
    "/admin/login//evil.example",
    "/products//evil.example",
    "/about//evil.example",
    "/documents//evil.example",
    "/media//evil.example",
    "/_util//evil.example",
    "/?next=//evil.example",
    "/products?next=//evil.example",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", [HOST, configured.CONTROL_HOST])
def test_a_path_is_never_read_as_a_host(store: Store, host: str, path: str) -> None:
    client = Client(HTTP_HOST=host)
    for asked in (path, path.rstrip("/")):
        response = raw(client, asked)
        assert response.status_code < 500
        assert_stays(response, asked, host)


@pytest.mark.parametrize("path", PATHS)
def test_a_second_domain_leads_to_the_first_whatever_the_path(store: Store, path: str) -> None:
    with platform_scope(on_behalf_of=store):
        Domain.objects.get_or_create(
            hostname="second.example",
            store=store,
            kind=Domain.Kind.CUSTOM,
            defaults={"verified_at": timezone.now()},
        )
    response = raw(Client(HTTP_HOST="second.example"), path)
    assert response.status_code == 301
    assert_stays(response, path)
    assert "\n" not in response.headers["Location"]


def raw(client: Client, path: str) -> HttpResponseBase:
    """The path as a server hands it over: the test client would take ``//host`` for a host."""
    from urllib.parse import unquote_to_bytes

    asked, _mark, query = path.partition("?")
    return client.generic(
        "GET",
        "/",
        PATH_INFO=unquote_to_bytes(asked).decode("latin-1"),
        QUERY_STRING=query,
    )
