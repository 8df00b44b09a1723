"""From a host name to a store, whatever is sent as one."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import Site

from catalog.models import Category
from stores.hosts import resolve_host
from stores.logging import ScopeFilter
from stores.middleware import HostMiddleware
from stores.models import BasePage, Document, Domain, Store
from stores.scope import ScopeError, current_scope, no_scope, platform_scope, store_scope
from tests.conftest import client_on
from tests.factories import make_category, make_image

pytestmark = pytest.mark.django_db


def get(host: str, path: str = "/", **headers: str):
    return Client(HTTP_HOST=host, **headers).get(path)


@pytest.mark.parametrize(
    "host",
    [
        "alpha.localhost",
        "ALPHA.localhost",
        "Alpha.LocalHost:8000",
        "alpha.localhost:1",
        "alpha.localhost.",
        "alpha.localhost.:8000",
    ],
)
def test_ways_to_write_a_host(store, host):
    response = get(host)
    assert response.status_code == 200
    assert response.wsgi_request.store == store


@pytest.mark.parametrize(
    "host",
    [
        "",
        " ",
        "nobody.localhost",
        "localhost",
        "alpha",
        "alpha.localhost.evil.example",
        "x.alpha.localhost",
        "alpha.localhost:abc",
        "alpha.localhost:",
        "alpha.localhost:8000:8000",
        "alpha..localhost",
        ".alpha.localhost",
        "alpha localhost",
        "alpha.localhost beta.localhost",
        "alpha.localhost,beta.localhost",
        "alpha.localhost/",
        "alpha.localhost/admin/",
        "alpha.localhost?x=1",
        "user@alpha.localhost",
        "alpha_.localhost",
        "älpha.localhost",
        "xn--lpha-gra.localhost",
        "аlpha.localhost",
        "a" * 5000,
        "a." * 2000 + "localhost",
        "[::1]",
        "[::1]:8000",
        "[::1",
        "::1",
        "127.0.0.1",
        "127.0.0.1:8000",
        "alpha.localhost\x00",
        "alpha.localhost\r\nX-Evil: 1",
        "%00",
        "*",
        "*.localhost",
        "-",
        "' OR 1=1 --",
        "<script>",
    ],
)
def test_a_host_that_is_nobodys_is_not_found(store, host):
    response = get(host)
    assert response.status_code == 404
    assert b"no store lives at this address" in response.content
    assert "alpha" not in response.content.decode().lower()


def test_a_request_without_a_host_header_is_not_found(store):
    assert Client().get("/").status_code == 404


@pytest.mark.parametrize(
    "header",
    [
        "HTTP_X_FORWARDED_HOST",
        "HTTP_X_FORWARDED_SERVER",
        "HTTP_X_HOST",
        "HTTP_X_ORIGINAL_HOST",
        "HTTP_FORWARDED",
        "HTTP_X_HTTP_HOST_OVERRIDE",
    ],
)
def test_forged_headers_choose_no_store(store, other_store, header):
    forged = {header: "host=beta.localhost" if header == "HTTP_FORWARDED" else "beta.localhost"}
    assert get("alpha.localhost", **forged).wsgi_request.store == store
    assert get("nobody.localhost", **forged).status_code == 404


def test_the_control_host_has_an_admin_and_no_storefront(store):
    assert 'href="/admin/login/"' in get(settings.CONTROL_HOST).text
    assert get(settings.CONTROL_HOST, "/products/").status_code == 404
    assert get(settings.CONTROL_HOST, "/admin/login/").status_code == 200
    assert get("alpha.localhost", "/admin/control/").status_code in (302, 404)


# States of a store


@pytest.fixture
def in_state(store):
    def change(status: str) -> Store:
        Store.objects.filter(pk=store.pk).update(status=status)
        return store

    return change


def test_a_suspended_store_says_so_in_its_own_looks(in_state):
    store = in_state(Store.Status.SUSPENDED)
    for path in ("/", "/products/", "/cart/", "/about/", "/documents/1/x.txt"):
        response = get("alpha.localhost", path)
        assert response.status_code == 503, path
        assert response.headers["Retry-After"]
        assert response.headers["Cache-Control"] == "no-store"
    assert store.name in get("alpha.localhost").content.decode()
    assert get("alpha.localhost", "/theme/1.css").status_code == 200
    assert Client(HTTP_HOST="alpha.localhost").post("/cart/add/").status_code == 503


def test_the_admin_of_a_suspended_store_can_be_read_and_not_written(in_state, as_member):
    store = in_state(Store.Status.SUSPENDED)
    client = client_on("alpha.localhost", as_member(store, "Owner"))
    with store_scope(store):
        page = BasePage.objects.get(slug="about")
    assert client.get("/admin/").status_code == 200
    assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(f"/admin/pages/{page.pk}/delete/")
        assert response.status_code == 403, method
        assert "change nothing" in response.content.decode()
    with store_scope(store):
        assert BasePage.objects.filter(pk=page.pk).exists()


def test_a_disabled_store_is_gone_with_its_admin(in_state, as_member):
    client = client_on("alpha.localhost", as_member(in_state(Store.Status.ACTIVE), "Owner"))
    in_state(Store.Status.DISABLED)
    for path in ("/", "/products/", "/admin/", "/admin/login/", "/documents/1/a.pdf"):
        assert client.get(path).status_code == 410, path
    assert "has closed" in client.get("/").content.decode()
    assert client.get("/theme/1.css").status_code == 200, "the page that says so has its looks"
    assert client.post("/admin/login/").status_code == 410


def test_the_state_of_one_store_is_not_the_others(in_state, other_store):
    in_state(Store.Status.DISABLED)
    assert get("beta.localhost").status_code == 200


# Several domains


@pytest.mark.parametrize(
    "path",
    ["/", "/products/?page=2&sort=price", "/a%20b/?q=%26%C3%A9", "/admin/login/?next=/admin/"],
)
def test_a_secondary_domain_leads_to_the_primary(store, path):
    now = timezone.now()
    Domain.objects.create(store=store, hostname="shop.alpha.example", verified_at=now)
    response = get("shop.alpha.example", path)
    assert response.status_code == 301
    assert response.headers["Location"] == f"http://alpha.localhost:{settings.PUBLIC_PORT}{path}"
    assert response.headers["Cache-Control"] == "no-cache"  # Another may be primary tomorrow.


def test_a_path_that_looks_like_a_host_leads_nowhere_else(store):
    now = timezone.now()
    Domain.objects.create(store=store, hostname="shop.alpha.example", verified_at=now)
    response = get("shop.alpha.example", "//evil.example/")
    assert response.headers["Location"].startswith("http://alpha.localhost")


def test_a_store_without_a_primary_domain_answers_instead_of_going_in_circles(store):
    Domain.objects.filter(store=store).update(is_primary=False)
    assert get("alpha.localhost").status_code == 200


# Health


@pytest.mark.parametrize("host", ["alpha.localhost", settings.CONTROL_HOST, "10.0.0.1", "", "a b"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_on_any_host(host, path):
    response = get(host, path)
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_readiness_needs_the_database_and_health_does_not(monkeypatch):
    from django.db import OperationalError, connection

    def fail(*args):
        raise OperationalError("down")

    monkeypatch.setattr(connection, "cursor", fail)
    assert get("any", "/healthz").status_code == 200
    assert get("any", "/readyz").status_code == 503


# What it costs and what goes with it


def test_the_look_up_is_one_query_however_many_stores_there_are(store, django_assert_num_queries):
    with django_assert_num_queries(1):
        resolved = resolve_host("alpha.localhost")
        found = resolved.store
        assert found.plan.name
        assert found.branding.accent
        assert found.generation.value
        assert found.site.root_page.title
        assert found.primary_hostname == "alpha.localhost"
    with platform_scope():
        Store.objects.bulk_create([Store(name=f"Store {n}", slug=f"bulk-{n}") for n in range(300)])
        stores = Store.objects.filter(slug__startswith="bulk-")
        Domain.objects.bulk_create(
            [
                Domain(
                    store=one,
                    hostname=f"{one.slug}.example",
                    is_primary=True,
                    verified_at=timezone.now(),
                )
                for one in stores
            ]
        )
    with django_assert_num_queries(1):
        assert resolve_host("alpha.localhost").store.site.root_page.title
    with django_assert_num_queries(1):
        assert resolve_host("nobody.example") is None


def test_the_look_up_leaves_the_scope_as_it_was(store):
    with no_scope():
        resolve_host("alpha.localhost")
        assert current_scope().is_none
        assert not Store.objects.exists()


def test_an_address_of_a_page_asks_for_no_list_of_sites(store, django_assert_num_queries):
    """Stock Wagtail walks the root paths of all sites for each address."""
    request = get("alpha.localhost").wsgi_request
    with store_scope(store):
        page = BasePage.objects.get(slug="about")
        with django_assert_num_queries(0):
            assert page.get_url(request) == "/about/"
            assert Site.find_for_request(request).hostname == "alpha.localhost"


def test_a_streamed_response_is_made_in_the_stores_scope(store, other_store):
    make_category(store, "Alpha shelf")

    def view(request):
        def lines():
            yield from Category.objects.values_list("name", flat=True)

        return StreamingHttpResponse(lines())

    request = RequestFactory().get("/", HTTP_HOST="alpha.localhost")
    with no_scope():
        response = HostMiddleware(view)(request)
        assert current_scope().is_none
        assert b"".join(response) == b"Alpha shelf"


@pytest.mark.parametrize(
    ("host", "path", "label"),
    [
        ("alpha.localhost", "/no-such-page/", "alpha"),
        ("beta.localhost", "/no-such-page/", "beta"),
        (settings.CONTROL_HOST, "/no-such-page/", "platform"),
        ("nobody.localhost", "/", "-"),
    ],
)
def test_log_lines_name_the_store(store, other_store, caplog, host, path, label):
    with caplog.at_level(logging.WARNING, logger="django.request"), no_scope():
        Client(HTTP_HOST=host).get(path)
    caplog.handler.addFilter(ScopeFilter())
    (record,) = [record for record in caplog.records if record.name == "django.request"]
    with no_scope():
        ScopeFilter().filter(record)
    assert record.store == label


def test_a_log_line_outside_of_requests_names_the_scope(store):
    def label() -> str:
        record = logging.makeLogRecord({})
        ScopeFilter().filter(record)
        return record.store

    with no_scope():
        assert label() == "-"
    with platform_scope():
        assert label() == "platform"
    with store_scope(store):
        assert label() == "alpha"


# Files


def test_a_picture_is_served_on_its_stores_host_only(store, other_store):
    image = make_image(store, "Secret")
    with store_scope(store):
        url = image.file.url
    assert get("alpha.localhost", url).status_code == 200
    assert get("beta.localhost", url).status_code == 404
    assert get(settings.CONTROL_HOST, url).status_code == 404
    assert get("nobody.localhost", url).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "images/../../{beta}/{name}",
        "images/..%2f..%2f{beta}%2f{name}",
        "../{beta}/{name}",
        "original_images/../../{beta}/{name}",
        "original_images/../../../stores/{beta}/{name}",
        "{name}/../../../{beta}/{name}",
        "original_images//{root}/stores/{beta}/{name}",
        "/{root}/stores/{beta}/{name}",
        "stores/{beta}/{name}",
        "original_images/",
        "original_images",
        "images/%00.png",
        "images/x.png/y.png",
        "images/" + "x" * 1900 + ".png",
        "images/" + "x/" * 900 + "x.png",
        "images/..",
        "images/\\..\\..\\{beta}\\x.png",
    ],
)
def test_no_path_leads_out_of_the_stores_folder(store, other_store, path):
    image = make_image(other_store, "Secret")
    url = "/media/" + path.format(
        beta=other_store.pk, name=image.file.name, root=settings.MEDIA_ROOT
    )
    assert get("alpha.localhost", url).status_code == 404


def test_a_document_is_no_picture_whatever_its_name(store):
    """Documents go through the serving view, which knows who may have them."""
    with store_scope(store):
        document = Document.objects.create(title="Plan", file=ContentFile(b"x", name="plan.png"))
        default_storage.save("documents/logo.svg", ContentFile(b"<svg/>"))
        default_storage.save("images/logo.svg", ContentFile(b"<svg/>"))
        name = document.file.name
    for path in (name, f"images/../{name}", "documents/logo.svg", "images/logo.svg"):
        assert get("alpha.localhost", f"/media/{path}").status_code == 404, path


def test_a_document_is_served_on_its_stores_host_only(store, other_store):
    with store_scope(store):
        document = Document.objects.create(
            title="Plan", file=ContentFile(b"the plan", name="plan.txt")
        )
    response = get("alpha.localhost", document.url)
    assert b"".join(response.streaming_content) == b"the plan"
    assert get("beta.localhost", document.url).status_code == 404
    assert get(settings.CONTROL_HOST, document.url).status_code == 404


def test_files_need_a_scope():
    with no_scope(), pytest.raises(ScopeError):
        default_storage.exists("images/x.png")


def test_one_name_is_two_files_in_two_stores(store, other_store):
    for owner, text in ((store, b"alpha"), (other_store, b"beta")):
        with store_scope(owner):
            assert default_storage.save("images/logo.png", ContentFile(text)) == "images/logo.png"
    for owner, text in ((store, b"alpha"), (other_store, b"beta")):
        with store_scope(owner), default_storage.open("images/logo.png") as file:
            assert file.read() == text
