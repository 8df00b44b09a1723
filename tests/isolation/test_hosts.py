"""What somebody holds of one store, taken to every other host; and hosts only claimed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.test import Client

from commerce.models import Cart
from commerce.views.cart_cookie import COOKIE
from stores.roles import Role
from tests.conftest import client_on
from tests.isolation.crawl import Crawler, addresses, answer
from tests.isolation.digest import differences, digest
from tests.isolation.furnish import Two
from tests.isolation.things import Things

PATHS = ("/", "/admin/", "/products/", "/search/?q=zqvictimword", "/cart/", "/nowhere/")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def forged(host: str) -> dict[str, str]:
    """Every header by which some server or framework lets itself be told another host or path."""
    return {
        "HTTP_X_FORWARDED_HOST": host,
        "HTTP_X_FORWARDED_SERVER": host,
        "HTTP_X_FORWARDED_FOR": "127.0.0.1, 10.0.0.1",
        "HTTP_X_FORWARDED_PORT": "80",
        "HTTP_FORWARDED": f'for=127.0.0.1;host="{host}";proto=http',
        "HTTP_X_HOST": host,
        "HTTP_X_ORIGINAL_HOST": host,
        "HTTP_X_HTTP_HOST_OVERRIDE": host,
        "HTTP_X_ORIGINAL_URL": f"http://{host}/admin/",
        "HTTP_X_REWRITE_URL": f"http://{host}/admin/",
        "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE",
        "HTTP_X_REAL_IP": "127.0.0.1",
        "HTTP_VIA": f"1.1 {host}",
    }


def cookies_of(client: Client) -> SimpleCookie:
    """As a thief would send them: names and values."""
    return SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})


def carrying(cookies: SimpleCookie, host: str, **headers: str) -> Client:
    client = Client(HTTP_HOST=host, **headers)
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
    return client


def victims_cookies(two: Two) -> SimpleCookie:
    """Session, CSRF token and cart of the other store's owner."""
    with_owner = client_on(two.theirs.host, two.theirs.owner())
    with_owner.get("/admin/")
    cookies = cookies_of(with_owner)
    cookies[COOKIE] = two.theirs.first(Cart).token
    return cookies


def unchanged(two: Two, crawler: Crawler, before: dict[str, str]) -> None:
    assert not crawler.problems, "\n".join(crawler.problems)
    assert differences(before, digest(two.theirs.store)) == []


def test_a_host_that_is_only_claimed_leads_nowhere_else(two):
    """All headers at once, on every address; the answers name and show nothing of theirs."""
    client = client_on(two.mine.host, two.staff(Role.OWNER))
    before = digest(two.theirs.store)
    client.defaults.update(forged(two.theirs.host))
    crawler = Crawler(two, client, thorough=False)

    crawler.get_everything()
    crawler.post_everything()

    unchanged(two, crawler, before)
    assert crawler.opened > 10


@pytest.mark.parametrize("header", sorted(forged("")))
@pytest.mark.parametrize("claimed", ["theirs", "control", "unknown"])
def test_no_single_header_changes_an_answer(two, header, claimed):
    hosts = {"theirs": two.theirs.host, "control": settings.CONTROL_HOST, "unknown": "no.example"}
    plain = Client(HTTP_HOST=two.mine.host)
    claiming = Client(HTTP_HOST=two.mine.host, **{header: forged(hosts[claimed])[header]})
    for path in PATHS:
        assert answer(plain.get(path), "") == answer(claiming.get(path), ""), path


@pytest.mark.parametrize("named", ["theirs", "control"])
def test_a_whole_address_in_the_request_line_is_answered_by_no_other_store(two, named):
    """``GET http://their.host/admin/ HTTP/1.1``: servers hand the whole of it on as the path."""
    host = two.theirs.host if named == "theirs" else settings.CONTROL_HOST
    client = client_on(two.mine.host, two.staff(Role.OWNER))
    for path in PATHS:
        target = f"http://{host}{path.partition('?')[0]}"
        for path_info in (target, f"/{target}"):
            response = client.get("/", PATH_INFO=path_info)
            assert two.theirs.secret not in response.text
            assert host not in response.headers.get("Location", "")
            assert response.status_code in (301, 404)


@pytest.mark.parametrize("host", ["theirs", "control"])
def test_ones_own_session_is_worth_nothing_on_another_host(two, host):
    """Every address there answers as it answers anybody who comes with nothing."""
    hostname = two.theirs.host if host == "theirs" else settings.CONTROL_HOST
    own = client_on(two.mine.host, two.staff(Role.OWNER))
    own.get("/admin/")
    things, problems = Things.of(two.theirs), []
    with_cookies, with_nothing = carrying(cookies_of(own), hostname), Client(HTTP_HOST=hostname)
    for address in addresses():
        for path in list(things.fill(address))[:1]:
            for method in ("get", "post") if path.startswith("/admin/") else ("get",):
                answers = []
                for client in (with_cookies, with_nothing):
                    client.raise_request_exception = False
                    answers.append(answer(getattr(client, method)(path), path))
                if answers[0] != answers[1]:
                    problems.append(f"{method} {path}: {answers[0][:2]} and {answers[1][:2]}")
    assert problems == []


def test_writing_on_their_host_with_ones_own_session_changes_nothing(two):
    own = client_on(two.mine.host, two.staff(Role.OWNER))
    before = digest(two.theirs.store)
    client = carrying(cookies_of(own), two.theirs.host)
    client.raise_request_exception = False
    things = Things.of(two.theirs)
    for address in addresses():
        if address.template.startswith(("admin/", "webhooks/")):
            for path in list(things.fill(address))[:2]:
                response = client.post(path, {"title": "Taken", "confirm": "yes"})
                assert response.status_code in (302, 400, 403, 404, 405, 200), path
    changed = [d for d in differences(before, digest(two.theirs.store)) if "session" not in d]
    assert [c for c in changed if "ratelimit" not in c] == []


def test_their_stolen_cookies_open_nothing_here(two):
    """The owner's session, CSRF token and cart of the other store, sent to one's own host."""
    cookies = victims_cookies(two)
    before = digest(two.theirs.store)
    crawler = Crawler(two, carrying(cookies, two.mine.host), thorough=False)
    crawler.things.forbidden.append(cookies["sessionid"].value)

    crawler.get_everything()
    crawler.client = carrying(cookies, two.mine.host)
    crawler.client.raise_request_exception = False
    crawler.post_everything()

    unchanged(two, crawler, before)


def test_the_control_host_tells_nobody_of_a_store_anything(two):
    cookies = victims_cookies(two)  # Their owner's own sign-in is no change from outside.
    before = digest(two.theirs.store)
    crawler = Crawler(two, carrying(cookies, settings.CONTROL_HOST), thorough=False)

    crawler.get_everything()
    crawler.post_everything()

    unchanged(two, crawler, before)


def test_an_unknown_host_tells_everybody_the_same(two):
    """One page for every address, whoever asks with whatever; no cookie, no redirect."""
    cookies = victims_cookies(two)
    before, things, seen = digest(two.theirs.store), Things.of(two.theirs), set()
    clients = [
        carrying(cookies, "unknown.example"),
        carrying(cookies, "unknown.example", **forged(two.theirs.host)),
        Client(HTTP_HOST="unknown.example"),
    ]
    for address in addresses():
        path = next(iter(things.fill(address)))
        for client in clients:
            for response in (client.get(path), client.post(path)):
                assert not response.cookies
                assert two.theirs.host not in str(response.headers)
                seen.add((response.status_code, response.content))
    assert len(seen) == 1
    assert [status for status, _page in seen] == [404]
    assert differences(before, digest(two.theirs.store)) == []


@pytest.mark.parametrize(
    "host",
    [
        "{theirs}@{mine}", "{mine}@{theirs}", "{mine},{theirs}", "{theirs}\\.{mine}", "{theirs}/",
        "{theirs}:80@x", " {theirs}", "{theirs}\t", "[{theirs}]", "{theirs}%00.x", "x{theirs}",
        "{theirs}.unknown.example", "", "*", "{theirs}:port",
    ],
)  # fmt: skip
def test_a_host_that_is_none_is_no_store(two, host):
    name = host.format(mine=two.mine.host, theirs=two.theirs.host)
    response = Client(HTTP_HOST=name).get("/")
    assert response.status_code == 404
    assert two.theirs.secret not in response.text


@pytest.mark.parametrize("host", ["{theirs}", "{THEIRS}", "{theirs}.", "{theirs}:8000"])
def test_a_host_has_one_meaning_in_every_spelling(two, host):
    name = host.format(theirs=two.theirs.host, THEIRS=two.theirs.host.upper())
    response = Client(HTTP_HOST=name).get("/")
    assert response.status_code == 200
    assert two.theirs.word in response.text
    assert two.mine.secret not in response.text


def test_the_operators_stock_screens_show_no_store(two, operator):
    """Wagtail's own screens on the control host see the platform's rows only (ADR 3)."""
    before = digest(two.theirs.store)
    crawler = Crawler(two, client_on(settings.CONTROL_HOST, operator), thorough=False)
    crawler.skip = "admin/control/"  # These look at every store on purpose.

    crawler.get_everything()
    crawler.post_everything()

    shown = [p for p in crawler.problems if not p.startswith("GET /admin/ ")]
    assert not shown, "\n".join(shown)
    assert differences(before, digest(two.theirs.store)) == []
