"""What every answer tells browsers: policies, cookies, transport; and what browsers tell us."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client, RequestFactory
from django.urls import path as route
from django.utils import timezone

from stores import headers
from stores.models import Document, Domain, Store
from stores.rate_limits import Limit
from stores.scope import platform_scope, store_scope
from stores.views import csp_report
from tests.conftest import PASSWORD, client_on
from tests.factories import make_image

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
CONTROL = configured.CONTROL_HOST
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
}
REFERRER_POLICIES = ("strict-origin-when-cross-origin", "same-origin")


def directives(response: Any) -> dict[str, str]:
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {name: rest for name, _space, rest in (part.partition(" ") for part in parts)}


# The storefront's policy, wherever an answer comes from

ANSWERS = [
    ("alpha.localhost", "/", 200),
    ("alpha.localhost", "/products/", 200),
    ("alpha.localhost", "/cart/", 200),
    ("alpha.localhost", "/search/?q=%00", 200),
    ("alpha.localhost", "/no-such-page/", 404),
    ("alpha.localhost", "/products/no-such-product/", 404),
    ("alpha.localhost", "/documents/1/x.txt", 404),
    ("alpha.localhost", "/media/images/none.png", 404),
    ("alpha.localhost", "/static/none.css", 404),
    ("alpha.localhost", "/static/stores/css/store.css", 200),
    ("alpha.localhost", "/csp-report/", 405),
    ("alpha.localhost", "/healthz", 200),
    ("alpha.localhost", "/about", 301),
    ("nobody.localhost", "/", 404),
    ("alpha.localhost:abc", "/", 404),
    (CONTROL, "/", 200),
    (CONTROL, "/no-such-page/", 404),
]


@pytest.mark.parametrize(("host", "path", "status"), ANSWERS)
def test_every_answer_carries_the_strict_policy(
    store: Store, host: str, path: str, status: int
) -> None:
    response = Client(HTTP_HOST=host).get(path)
    assert response.status_code == status
    policy = directives(response)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == policy["frame-ancestors"] == "'self'"
    assert policy["report-uri"] == "/csp-report/"
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    for name, value in ALWAYS.items():
        assert response.headers[name] == value, name
    assert response.headers["Referrer-Policy"] in REFERRER_POLICIES
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_so_do_pages_that_refuse(store: Store) -> None:
    client = Client(HTTP_HOST="alpha.localhost", enforce_csrf_checks=True)
    assert directives(client.post("/cart/add/"))["script-src"] == "'self'"
    for status in (Store.Status.SUSPENDED, Store.Status.DISABLED):
        Store.objects.filter(pk=store.pk).update(status=status)
        response = client_on("alpha.localhost").get("/")
        assert response.status_code in (503, 410)
        assert directives(response)["script-src"] == "'self'"


def boom(request: Any) -> None:
    raise RuntimeError("boom")


urlpatterns = [route("boom/", boom)]
handler500 = "stores.views.errors.server_error"


def test_so_does_the_page_for_an_error_of_ours(store: Store, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client(HTTP_HOST="alpha.localhost", raise_request_exception=False)
    response = client.get("/boom/")
    assert response.status_code == 500
    assert directives(response)["script-src"] == "'self'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/", "/admin/no-such-screen/"])
@pytest.mark.parametrize("host", ["alpha.localhost", CONTROL])
def test_the_admin_has_inline_scripts_and_no_inline_handlers(
    store: Store, host: str, path: str
) -> None:
    policy = directives(client_on(host).get(path))
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["script-src-elem"] == policy["style-src-elem"] == "'self' 'unsafe-inline'"
    assert policy["script-src-attr"] == "'none'"
    assert "style-src-attr" not in policy
    assert policy["frame-ancestors"] == "'self'"


@pytest.mark.parametrize("path", ["/administrator/", "/Admin/", "/admin"])
def test_what_only_looks_like_the_admin_has_the_strict_policy(store: Store, path: str) -> None:
    assert "unsafe" not in client_on("alpha.localhost").get(path)["Content-Security-Policy"]


def test_the_storefront_has_nothing_inline(store: Store) -> None:
    for path in ("/", "/products/", "/cart/", "/about/", "/no-such-page/"):
        page = client_on("alpha.localhost").get(path).content.decode()
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page


# Files


def test_a_picture_is_a_file_and_no_page(store: Store) -> None:
    image = make_image(store)
    response = client_on("alpha.localhost").get(f"/media/{image.file.name}")
    assert response.status_code == 200
    policy = directives(response)
    assert policy["default-src"] == "'none'"
    assert "sandbox" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"  # As mails show it.


@pytest.mark.parametrize(
    ("ending", "content_type"),
    [
        ("jpg", "image/jpeg"),
        ("JPEG", "image/jpeg"),
        ("png", "image/png"),
        ("gif", "image/gif"),
        ("webp", "image/webp"),
        ("avif", "image/avif"),
    ],
)
def test_a_picture_has_its_type_also_on_a_machine_that_knows_none(
    store: Store, monkeypatch: Any, ending: str, content_type: str
) -> None:
    monkeypatch.setattr("mimetypes.guess_type", lambda *args, **kwargs: (None, None))
    with store_scope(store):
        name = default_storage.save(f"images/mug.{ending}", ContentFile(b"x"))
    response = client_on("alpha.localhost").get(f"/media/{name}")
    assert (response.status_code, response.headers["Content-Type"]) == (200, content_type)


def test_a_download_is_one_and_runs_nothing(store: Store) -> None:
    with store_scope(store):
        document = Document.objects.create(
            title="Old", file=ContentFile(b"<script>alert(1)</script>", "old.html")
        )
        assert document.content_type == "application/octet-stream"
    response = client_on("alpha.localhost").get(document.url)
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert directives(response)["default-src"] == "'none'"
    assert "sandbox" in directives(response)
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


# Over TLS


@pytest.fixture
def tls(settings: Any) -> None:
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "https", 443
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True


def over_tls(host: str, path: str = "/") -> Any:
    return Client(HTTP_HOST=host).get(path, headers={"X-Forwarded-Proto": "https"})


def test_a_host_of_the_platform_is_for_tls_with_all_below_it(tls: None, store: Store) -> None:
    for host in ("alpha.localhost", "alpha.localhost:443", "ALPHA.localhost.", CONTROL):
        value = over_tls(host).headers["Strict-Transport-Security"]
        assert value == "max-age=31536000; includeSubDomains", host


@pytest.mark.parametrize("hostname", ["shop.example", "notlocalhost", "localhost.example"])
def test_a_domain_of_a_stores_own_binds_no_other_host_of_its_owner(
    tls: None, store: Store, hostname: str
) -> None:
    with platform_scope(on_behalf_of=store):
        Domain.objects.filter(store=store).update(is_primary=False)
        Domain.objects.create(
            store=store,
            hostname=hostname,
            is_primary=True,
            kind=Domain.Kind.CUSTOM,
            verified_at=timezone.now(),
        )
    assert over_tls(hostname).headers["Strict-Transport-Security"] == "max-age=7776000"


def test_a_host_that_is_nobodys_is_told_nothing_for_later(tls: None, store: Store) -> None:
    assert "Strict-Transport-Security" not in over_tls("nobody.localhost").headers


def test_without_tls_there_is_a_redirect_and_nothing_else(tls: None, store: Store) -> None:
    response = client_on("alpha.localhost").get("/products/?page=2")
    assert response.status_code == 301
    assert response.headers["Location"] == "https://alpha.localhost/products/?page=2"
    assert "Strict-Transport-Security" not in response.headers
    assert not response.cookies


def test_a_balancer_asks_for_health_without_tls(tls: None, store: Store) -> None:
    for path in ("/healthz", "/readyz"):
        assert Client(HTTP_HOST="10.0.0.7:8000").get(path).status_code == 200


def test_over_tls_reports_have_an_endpoint(tls: None, store: Store) -> None:
    response = over_tls("alpha.localhost")
    assert response.headers["Reporting-Endpoints"] == 'csp="/csp-report/"'
    assert directives(response)["report-to"] == "csp"


PRODUCTION = {
    "PUBLIC_SCHEME": "https",
    "PUBLIC_PORT": "443",
    "PLATFORM_DOMAIN": "shops.example",
    "EMAIL_HOST": "mail.shops.example",
    "DEFAULT_FROM_EMAIL": "shop@shops.example",
    "DEBUG": "",
}


def in_production(arguments: list[str], **changed: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **PRODUCTION, **changed}
    env.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # The browser's tests set it for this process.
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def check(**changed: str) -> subprocess.CompletedProcess[str]:
    arguments = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return in_production(arguments, **changed)


def test_djangos_checks_for_production_find_nothing() -> None:
    done = check()
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"DEBUG": "1"}, "galleria.W001"),
        ({"PLATFORM_DOMAIN": "localhost"}, "galleria.W002"),
        ({"EMAIL_HOST": ""}, "galleria.W003"),
        ({"PUBLIC_SCHEME": "http"}, "galleria.W004"),
        ({"SECRET_KEY": "short"}, "security.W009"),
    ],
)
def test_what_is_unsafe_in_production_is_named(changed: dict[str, str], found: str) -> None:
    done = check(**changed)
    assert done.returncode == 1
    assert found in done.stderr


COOKIES = """
import django; django.setup()
from django.conf import settings
from commerce.views.cart_cookie import COOKIE
for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, COOKIE):
    print(name)
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE)
print(settings.SESSION_COOKIE_DOMAIN, settings.CSRF_COOKIE_DOMAIN)
print(settings.SESSION_COOKIE_PATH, settings.CSRF_COOKIE_PATH)
"""


def test_over_tls_cookies_are_bound_to_their_host() -> None:
    done = in_production(["-c", COOKIES], DJANGO_SETTINGS_MODULE="platform_site.settings")
    assert done.stdout.split() == [
        "__Host-sessionid", "__Host-csrftoken", "__Host-cart",
        "True", "True", "None", "None", "/", "/",
    ]  # fmt: skip


def test_cookies_are_closed_to_scripts_and_to_other_sites(store: Store, as_member: Any) -> None:
    client = client_on("alpha.localhost")
    user = as_member(store, "Owner")
    client.post("/admin/login/", {"username": user.email, "password": PASSWORD})
    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for name, cookie in client.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name


# Complaints

OLD = {
    "csp-report": {
        "document-uri": "https://alpha.localhost/products/?token=s3cret#s3cret",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/x.js?s3cret",
        "source-file": "https://u:s3cret@alpha.localhost/a.js",
        "line-number": 7,
    }
}
NEW = [
    {
        "type": "csp-violation",
        "url": "https://alpha.localhost/",
        "body": {
            "documentURL": "https://alpha.localhost/products/?token=s3cret",
            "effectiveDirective": "script-src-elem",
            "blockedURL": "https://evil.example/x.js?s3cret",
            "sourceFile": "https://alpha.localhost/a.js",
            "lineNumber": 7,
        },
    }
]
LINE = (
    "Content-Security-Policy: page=https://alpha.localhost/products/ directive=script-src-elem "
    "blocked=https://evil.example/x.js source=https://alpha.localhost/a.js line=7"
)


def report(
    body: Any, content_type: str = "application/csp-report", host: str = "alpha.localhost"
) -> Any:
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    client = Client(HTTP_HOST=host, enforce_csrf_checks=True)
    return client.post("/csp-report/", data, content_type=content_type)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    caplog.set_level(logging.WARNING, logger="stores.views.csp_report")
    return lambda: [r.getMessage() for r in caplog.records if r.name == csp_report.__name__]


@pytest.mark.parametrize("host", ["alpha.localhost", CONTROL])
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (OLD, "application/csp-report"),
        (NEW, "application/reports+json"),
        (NEW, "application/reports+json; charset=utf-8"),
    ],
)
def test_a_complaint_is_a_line_without_secrets(
    store: Store, lines: Any, host: str, body: Any, content_type: str
) -> None:
    response = report(body, content_type, host)
    assert (response.status_code, response.content) == (204, b"")
    assert lines() == [LINE]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", "application/csp-report"),
        ("{", "application/csp-report"),
        ("null", "application/csp-report"),
        ("[]", "application/csp-report"),
        ('"csp-report"', "application/csp-report"),
        ({"csp-report": None}, "application/csp-report"),
        ({"csp-report": [1]}, "application/csp-report"),
        ([None, 1, "x", [], {}], "application/reports+json"),
        ([{"type": "csp-violation"}], "application/reports+json"),
        ([{"type": "csp-violation", "body": "x"}], "application/reports+json"),
        ([{"type": "deprecation", "body": {"id": "x"}}], "application/reports+json"),
        (b"\xff\xfe\x00", "application/csp-report"),
        ("[" * 16_000, "application/reports+json"),
        ("1" * 16_000, "application/reports+json"),
        (OLD, "text/plain"),
        (OLD, "text/html"),
        (OLD, "nonsense"),
        (json.dumps(OLD) + " " * 16_384, "application/csp-report"),
    ],
)
def test_rubbish_gets_the_same_answer_and_no_line(
    store: Store, lines: Any, body: Any, content_type: str
) -> None:
    assert report(body, content_type).status_code == 204
    assert lines() == []


@pytest.mark.parametrize(
    ("value", "logged"),
    [
        ("inline", "inline"),
        ("eval\r\n2026-01-01 ERROR forged", "eval__2026-01-01_ERROR_forged"),
        ("\u2028\x1b[31mred\x00", "__[31mred_"),
        ("ünï", "_n_"),
        ("data:text/html,<script>s3cret", "data:text/html"),
        ("/path?s3cret#s3cret", "/path"),
        ("https://[broken/?s3cret", "-"),
        ("https://alpha.localhost/orders/kJ8s0aVq3xPpW1m5Zt7LbQ/", "https://alpha.localhost/orders/*/"),
        ("short-" * 90_0, "*"),
        ("a." * 4000, "a." * 100),
        (["list"], "-"),
        ({"a": 1}, "-"),
        (True, "True"),
        (None, "-"),
    ],
)  # fmt: skip
def test_a_value_is_one_short_word(store: Store, lines: Any, value: Any, logged: str) -> None:
    report({"csp-report": {"blocked-uri": value}})
    (line,) = lines()
    assert line == f"Content-Security-Policy: page=- directive=- blocked={logged} source=- line=-"


def test_of_many_complaints_at_once_a_few_are_told(store: Store, lines: Any) -> None:
    one = {"type": "csp-violation", "body": {"blockedURL": "inline"}}
    report([one] * 100, "application/reports+json")
    assert len(lines()) == csp_report.MOST_AT_ONCE


def test_who_complains_too_often_is_heard_no_more(
    store: Store, lines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csp_report, "LIMIT", Limit("csp report", 2, timedelta(hours=1)))
    assert [report(OLD).status_code for _n in range(5)] == [204] * 5
    assert len(lines()) == 2


@pytest.mark.parametrize("length", ["", "-1", "1e9", "99999999999999999999", "٣"])
def test_a_forged_length_is_no_error(store: Store, length: str) -> None:
    request = RequestFactory().post(
        "/csp-report/", b"{}", content_type="application/csp-report", CONTENT_LENGTH=length
    )
    with store_scope(store):
        assert csp_report.csp_report(request).status_code == 204


def test_a_long_body_is_not_read(store: Store) -> None:
    request = RequestFactory().post(
        "/csp-report/", b" " * 100_000, content_type="application/csp-report"
    )
    request.read = None  # type: ignore[method-assign, assignment]
    with store_scope(store):
        assert csp_report.csp_report(request).status_code == 204


def test_the_policy_names_the_address_that_listens() -> None:
    from django.urls import reverse

    assert reverse("stores:csp_report") == headers.REPORT_PATH
    assert reverse("stores:csp_report", urlconf=configured.CONTROL_URLCONF) == headers.REPORT_PATH
