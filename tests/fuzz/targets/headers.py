"""Headers: whom a request says it is for, whom it comes from, and who it is."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from stores.hosts import resolve_host
from tests.fuzz import junk
from tests.fuzz.door import Answer, Fault, Shot
from tests.fuzz.run import target
from tests.fuzz.world import World

FORWARDED = [
    "X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Real-Ip",
    "Forwarded", "X-Original-Url", "X-Rewrite-Url", "X-Http-Method-Override",
]  # fmt: skip
HOSTS = [
    "alpha.localhost", "alpha.localhost:8000", "beta.localhost", "control.localhost",
    "ALPHA.localhost.", "[::1]:80", "127.0.0.1", "bücher.example", "xn--bcher-kva.example",
]  # fmt: skip
PATHS = ["/", "/products/", "/cart/", "/admin/login/", "/healthz", "/theme/1.css", "/nothing", "/a"]


def same_store(world: World, shot: Shot) -> None:
    """A host that is nobody's gets a plain 404 or 400, whatever other headers say."""
    answer: Answer = world.send(shot)
    name = shot.host.rsplit(":", 1)[0].rstrip(".").lower()
    known = {"alpha.localhost", "beta.localhost", "control.localhost"}
    is_health = shot.path == "/healthz"
    if name not in known and not is_health and answer.status not in (400, 404):
        raise Fault(f"{shot}\nis nobody's host and was answered {answer.status}")


@target(fire=same_store)
def host(world: World) -> st.SearchStrategy[Shot]:
    """Host, X-Forwarded-* and their like, on every kind of host."""
    value = junk.header_text(junk.texts([*HOSTS, "https", "http", "203.0.113.9", "::ffff:1.2.3.4"]))
    hosts = st.one_of(
        st.sampled_from(HOSTS), junk.header_text(junk.texts(HOSTS)), junk.header_text(bad_ports())
    )
    return st.builds(
        lambda path, host, headers, query: Shot(path, host=host, headers=headers, query=query),
        st.sampled_from(PATHS),
        hosts,
        st.dictionaries(st.sampled_from(FORWARDED), value, max_size=3),
        st.sampled_from(["", "", "a=b", "next=//evil.example"]),
    )


def bad_ports() -> st.SearchStrategy[str]:
    return st.builds("{}:{}".format, st.sampled_from(HOSTS), junk.texts(["80", "65536"]))


def resolves_or_not(world: World, name: str) -> None:
    """The look-up itself, past Django's own check of the header."""
    found = resolve_host(name.replace("\0", ""))
    if found is not None and name.replace("\0", "") not in world.door.hosts:
        raise Fault(f"{name!r} resolved to {found.store}")


@target(fire=resolves_or_not)
def host_lookup(world: World) -> st.SearchStrategy[str]:
    """The look-up of a host's store, which the header's own check stands before."""
    return junk.texts(HOSTS).map(lambda text: text.encode("utf-8", "replace").decode())


@target()
def cookies(world: World) -> st.SearchStrategy[Shot]:
    """Session, CSRF and message cookies, and Cookie headers that are none."""
    session = world.owner.split("; ")
    names = ["sessionid", "csrftoken", "messages", "cart", "__Host-sessionid", "django_language"]
    one = st.builds(
        "{}={}".format,
        st.sampled_from(names),
        junk.header_text(junk.texts([part.split("=", 1)[1] for part in session])),
    )
    several = st.lists(one, min_size=1, max_size=4).map("; ".join)
    whole = junk.header_text(junk.texts([world.owner, *session]))
    return st.builds(
        lambda path, cookies, method, host: Shot(path, method, cookies=cookies, host=host),
        st.sampled_from(["/", "/cart/", "/admin/", "/admin/login/", "/admin/account/", "/mug/"]),
        st.one_of(several, several, whole),
        st.sampled_from(["GET", "GET", "GET", "POST"]),
        st.sampled_from(["alpha.localhost"] * 3 + ["beta.localhost", "control.localhost"]),
    ).filter(lambda shot: world.owner not in shot.cookies)


@target(may_write={"commerce_paymentmethod"})  # A signing secret, made when it is needed.
def other_headers(world: World) -> st.SearchStrategy[Shot]:
    """Languages, dates, ranges, kinds of content, and what scripts add."""
    samples = [
        "de-AT,de;q=0.9,en;q=0.8", "*", "bytes=0-10", "Sun, 22 Nov 2026 10:00:00 GMT", 'W/"abc"',
        '"abc"', "XMLHttpRequest", "gzip, br", "text/html;q=0.9", "true",
    ]  # fmt: skip
    names = ["Accept-Language", "Accept", "Accept-Encoding", "If-None-Match", "If-Modified-Since",
             "If-Unmodified-Since", "If-Match", "If-Range", "Range", "User-Agent", "Content-Type",
             "Origin", "Referer", "X-Requested-With", "X-CSRFToken", "HX-Request",
             "HX-Current-URL", "Authorization", "Transfer-Encoding", "Expect", "Sec-Fetch-Site",
             "Content-Encoding", "Upgrade-Insecure-Requests", "Purpose", "Save-Data"]  # fmt: skip
    paths = [
        "/", "/products/mug/", "/cart/add/", "/admin/login/", "/theme/1.css", "/search/",
        f"/media/{world.files[0]}", "/static/stores/shop.css", "/webhooks/payments/test/",
    ]  # fmt: skip
    headers = st.dictionaries(
        st.sampled_from(names), junk.header_text(junk.texts(samples)), min_size=1, max_size=5
    )
    return st.builds(
        lambda path, headers, method, body: replace(Shot(path, method, headers=headers), body=body),
        st.sampled_from(paths),
        headers,
        st.sampled_from(["GET", "GET", "GET", "POST", "HEAD"]),
        st.sampled_from([b"", b"a=b", b"\xff"]),
    )
