"""How much may be sent: a clear refusal beyond, and never an error of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stores.models import Store
from stores.scope import store_scope
from tests.conftest import PASSWORD, client_on
from tests.factories import make_product

pytestmark = pytest.mark.django_db

HOST = "alpha.localhost"
MEGABYTE = 1024 * 1024
LONG = "ä" * (MEGABYTE // 2)


@pytest.fixture
def visitor(store: Store) -> Client:
    return client_on(HOST)


@pytest.fixture
def product(store: Store) -> Any:
    return make_product(store)


# The whole

ADDRESSES = ["/", "/cart/add/", "/checkout/contact/", "/search/", "/no-such-page/",
             "/webhooks/payments/manual/", "/csp-report/", "/admin/login/"]  # fmt: skip


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_form_that_is_too_large_is_refused(visitor: Client, path: str) -> None:
    body = b"a=" + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    response = visitor.post(path, body, content_type="application/x-www-form-urlencoded")
    in_admin = path.startswith("/admin/")
    assert response.status_code == (400 if in_admin else 413)
    assert response.headers["Content-Security-Policy"]
    if not in_admin:
        assert "2.0" in response.content.decode()


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_file_that_is_too_large_is_never_read(
    visitor: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*args: Any) -> bytes:
        raise AssertionError("read")

    monkeypatch.setattr("django.http.request.HttpRequest.read", read)
    response = visitor.generic(
        "POST",
        path,
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(50 * 1024 * MEGABYTE),
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_strangers_file_is_refused_where_no_file_is_asked_for(visitor: Client) -> None:
    file = SimpleUploadedFile("x.bin", b"x" * (3 * MEGABYTE))
    assert visitor.post("/cart/add/", {"file": file}).status_code == 413


def test_an_upload_as_large_as_an_upload_may_be_comes_through(
    store: Store, as_member: Any, store_client: Any
) -> None:
    owner = store_client(store, as_member(store, "Owner"))
    file = SimpleUploadedFile("x.txt", b"x" * (10 * MEGABYTE))
    assert owner.post("/admin/documents/add/", {"title": "X", "file": file}).status_code == 302
    assert (
        max(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
        < settings.LARGEST_UPLOAD
    )


@pytest.mark.parametrize("length", ["", "-1", "x", "1e9", "٣", "9" * 4000])
def test_a_forged_length_is_no_error(visitor: Client, length: str) -> None:
    response = visitor.generic("POST", "/cart/add/", b"", CONTENT_LENGTH=length)
    assert response.status_code < 500


# Its parts


def test_too_many_fields_are_refused(visitor: Client) -> None:
    many = "&".join(f"f{n}=" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    form = "application/x-www-form-urlencoded"
    assert visitor.post("/cart/add/", many, content_type=form).status_code == 400
    assert visitor.get(f"/search/?{many}").status_code == 400
    assert visitor.get(f"/products/?{many}").status_code == 400


def test_too_many_files_are_refused(visitor: Client) -> None:
    files = {f"f{n}": SimpleUploadedFile("x", b"x") for n in range(30)}
    assert visitor.post("/cart/add/", files).status_code == 400


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 9000,
        "multipart/form-data; boundary=ä",
        "multipart/form-data; boundary=x",
        "application/json",
        "application/x-www-form-urlencoded; charset=no-such",
        "application/x-www-form-urlencoded; charset=utf-16",
        "text/xml",
        "",
        "\x00",
    ],
)
@pytest.mark.parametrize("path", ["/cart/add/", "/webhooks/payments/manual/", "/csp-report/"])
def test_a_body_that_is_not_what_it_says_is_no_error(
    visitor: Client, path: str, content_type: str
) -> None:
    bodies = (b"", b"{", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"\xff" * 99)
    for body in bodies:
        response = visitor.generic("POST", path, body, content_type=content_type)
        assert response.status_code < 500, body


@pytest.mark.parametrize("path", ["/webhooks/payments/manual/", "/webhooks/payments/test/"])
def test_json_that_is_deep_or_odd_is_no_error(visitor: Client, path: str) -> None:
    for body in ("[" * 100_000, '{"a":' * 50_000, "1" * 5000, "NaN", json.dumps({"id": LONG})):
        response = visitor.post(path, body, content_type="application/json")
        assert response.status_code < 500, body[:20]


# A value of a megabyte in every field that a stranger can fill in

FIELDS = {
    "/cart/add/": ["variant", "quantity", "product", "option1", "option2", "option3"],
    "/admin/login/": ["username", "password", "next", "remember"],
    "/admin/password_reset/": ["email"],
    "/checkout/": ["email", "name", "next"],
    "/checkout/contact/": [
        "email", "phone", "name", "company", "line1", "line2", "city", "postal_code", "region",
        "country", "street_address", "note",
    ],
    "/checkout/shipping/": ["method", "shipping_method"],
    "/checkout/payment/": ["method", "payment_method"],
    "/checkout/review/": ["expected_total", "terms", "note"],
}  # fmt: skip


@pytest.mark.parametrize("path", FIELDS)
def test_a_megabyte_in_a_field_is_no_error(visitor: Client, product: Any, path: str) -> None:
    put_in_cart(visitor, product)
    for name in FIELDS[path]:
        for value in (LONG, "9" * MEGABYTE, "a" * MEGABYTE):
            response = visitor.post(path, {name: value})
            assert response.status_code < 500, name
            assert len(response.content) < 3 * MEGABYTE
            assert len(response.headers.get("Location", "")) < 10_000, name


def test_a_form_with_all_its_fields_too_long_is_shown_again(visitor: Client, product: Any) -> None:
    put_in_cart(visitor, product)
    page = visitor.get("/checkout/contact/")
    assert page.status_code == 200
    form = page.context["form"]
    for size in (5000, 100_000):
        data = {form.add_prefix(name): "x" * size for name in form.fields}
        response = visitor.post("/checkout/contact/", data)
        assert response.status_code == 200
        assert response.context["form"].errors


def put_in_cart(visitor: Client, product: Any) -> None:
    with store_scope(product.store):
        variant = product.variants.first()
    visitor.post("/cart/add/", {"variant": variant.public_id, "quantity": "1"})


def test_a_password_of_a_megabyte_is_refused_like_any_other(
    store: Store, visitor: Client, as_member: Any
) -> None:
    user = as_member(store, "Owner")
    response = visitor.post("/admin/login/", {"username": user.email, "password": LONG})
    assert response.status_code == 200
    assert "sessionid" not in visitor.cookies
    right = visitor.post("/admin/login/", {"username": user.email, "password": PASSWORD})
    assert right.status_code == 302


QUERIES = [
    "q=" + "a" * 60_000,
    "q=" + "%F0%9F%98%80" * 5000,
    "q=" + "(" * 20_000,
    "q=" + "a%20" * 15_000,
    "q=" + "%22" * 20_000,
    "q=" + "a%20-b%20|%20" * 5000,
    "page=" + "9" * 5000,
    "page=-" + "9" * 400,
    "page=1e400",
    "page=%D9%A3",
    "sort=" + "x" * 60_000,
    "min_price=" + "9" * 5000 + "&max_price=-1",
    "min_price=1e9999",
    "min_price=NaN&max_price=Infinity",
    "category=" + "x" * 60_000,
    "variant=" + "x" * 60_000,
    "&".join(["q=a"] * 9000),
    "&".join(f"option={n}" for n in range(9000)),
    "&".join(["a[b][c]" * 100 + "=1"] * 50),
    "&" * 9000,
    "=" * 9000,
    "%" * 9000,
    "q=%ff%fe%00",
    ";" * 9000,
]


@pytest.mark.parametrize("path", ["/", "/products/", "/search/", "/cart/", "/admin/login/"])
def test_a_query_that_is_long_or_odd_is_no_error(visitor: Client, path: str) -> None:
    for query in QUERIES:
        response = visitor.get(f"{path}?{query}")
        assert response.status_code < 500, query[:40]


@pytest.mark.parametrize(
    "path",
    [
        "/" + "a" * 60_000,
        "/" + "a/" * 20_000,
        "/products/" + "a" * 60_000 + "/",
        "/orders/" + "a" * 60_000 + "/",
        "/media/images/" + "a" * 60_000 + ".png",
        "/media/" + "images/" * 5000 + "a.png",
        "/documents/" + "9" * 5000 + "/x.txt",
        "/documents/1/" + "a" * 60_000,
        "/theme/" + "9" * 5000 + ".css",
        "/admin/pages/" + "9" * 5000 + "/",
        "/static/" + "a" * 60_000,
        "/" + "%F0%9F%98%80" * 5000,
        "/" + "../" * 5000,
    ],
)
def test_a_path_that_is_too_long_is_refused(visitor: Client, path: str) -> None:
    response = visitor.get(path)
    assert (response.status_code, response.content) == (414, b"414 This address is too long.\n")


@pytest.mark.parametrize("path", ["/" + "a" * 1900, "/documents/" + "9" * 1900 + "/x.txt"])
def test_one_that_is_long_is_not_found(visitor: Client, path: str) -> None:
    assert visitor.get(path, follow=True).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["Cookie", "Accept-Language", "User-Agent", "Referer", "X-Forwarded-For", "Authorization",
     "If-None-Match", "If-Modified-Since", "Range", "Origin", "X-CSRFToken", "HX-Request"],
)  # fmt: skip
def test_a_header_that_is_long_or_odd_is_no_error(visitor: Client, name: str) -> None:
    for value in ("x" * 60_000, "a=b; " * 9000, "9" * 60_000, "bytes=" + "0-," * 9000, "\x80é;q="):
        for path in ("/", "/cart/", "/admin/login/"):
            response = visitor.get(path, headers={name: value})
            assert response.status_code < 500, value[:20]
