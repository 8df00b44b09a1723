"""Doors that people come in by: sign-in, forgotten passwords, links in mails, ``next``."""

from __future__ import annotations

from urllib.parse import quote

from hypothesis import strategies as st

from tests.conftest import PASSWORD
from tests.fuzz import junk
from tests.fuzz.door import Shot
from tests.fuzz.run import target
from tests.fuzz.targets.storefront import FORM
from tests.fuzz.world import World
from tests.isolation.crawl import Address, addresses

SENDERS = junk.senders()
HOSTS = st.sampled_from(["alpha.localhost"] * 4 + ["control.localhost"])
LINK = ("token", "uidb64", "code", "key", "invitation")
WORDS = ("invit", "second", "factor", "recover", "password_reset", "two-step", "verify", "join")


@target(may_write={"stores_user"})
def sign_in(world: World) -> st.SearchStrategy[Shot]:
    """The form for signing in, with and without the right words."""
    name = st.one_of(
        st.just(quote(world.email)),
        junk.encoded(junk.texts([world.email, "operator@platform.example", "owner@beta.example"])),
    )
    password = st.one_of(st.just(quote(PASSWORD)), junk.encoded(junk.texts([PASSWORD])))
    form = st.builds(
        "username={}&password={}&{}".format,
        name,
        password,
        junk.query(["next", "remember", "username", "password"]),
    )
    return st.builds(
        lambda host, body, address, query: Shot(
            "/admin/login/", "POST", query, host=host, headers=dict(FORM),
            body=junk.as_bytes(body), address=address,
        ),
        HOSTS,
        st.one_of(form, junk.query(["username", "password", "next"])),
        SENDERS,
        st.one_of(st.just(""), junk.query(["next"])),
    )  # fmt: skip


NEXT = [
    "/admin/", "/admin/pages/", "//evil.example", "https://evil.example/admin/",
    "/\\evil.example", "http://alpha.localhost@evil.example", "http:///evil.example",
    "https:/evil.example", "/%2f/evil.example", "http://alpha.localhost.evil.example/",
    "\t//evil.example", "/\t/evil.example", "///evil.example", "/admin/../..//evil.example",
    ".evil.example", "http:evil.example", "http://[::1]/",
    "javascript://alpha.localhost/%0aalert(1)",
]  # fmt: skip


@target(may_write={"stores_user"})
def next_page(world: World) -> st.SearchStrategy[Shot]:
    """Where to go afterwards: no answer leads to a host that is not ours."""
    value = junk.encoded(junk.texts(NEXT))
    names = st.sampled_from(["next", "next", "next", "next_url", "redirect_to", "url", "return_to"])
    where = st.builds("{}={}".format, names, value)
    right = f"username={quote(world.email)}&password={quote(PASSWORD)}&"
    paths = ["/admin/login/", "/_util/login/", "/", "/cart/", "/products", "/admin", "/admin/"]
    return st.one_of(
        st.builds(
            lambda query, signed, path: Shot(path, query=query, cookies=signed),
            where,
            st.sampled_from([world.owner, ""]),
            st.sampled_from(paths),
        ),
        st.builds(
            lambda form, query, address: Shot(
                "/admin/login/", "POST", query, headers=dict(FORM),
                body=junk.as_bytes(right + form), address=address,
            ),
            where,
            where,
            SENDERS,
        ),
        st.builds(
            lambda path: Shot(f"/{path}"), st.one_of(value, value.map("products/../{}".format))
        ),
    )  # fmt: skip


def doors() -> list[Address]:
    """Addresses with a token in them, and all that serve links and second factors: what is added
    to the site is among them."""
    return [
        address
        for address in addresses()
        if any(name in LINK for name, _converter in address.parameters)
        or any(word in address.template for word in WORDS)
    ]


@target(may_write={"stores_user"})
def links(world: World) -> st.SearchStrategy[Shot]:
    """Links of mails (passwords, invitations) and second factors: tokens, codes and forms."""
    tokens = [world.reset_token, "set-password", *world.orders, "123456", "1234-5678", world.email]
    samples = {"uidb64": [world.uid, "MQ", "====", "_-_"], "token": tokens, "code": tokens}
    fields = ["email", "password", "new_password1", "new_password2", "code", "token", "otp_token",
              "recovery_code", "first_name", "last_name", "name", "next", "accept"]  # fmt: skip
    known = doors()

    @st.composite
    def shot(draw: st.DrawFn) -> Shot:
        address = draw(st.sampled_from(known))
        filled = {
            name: draw(junk.encoded(junk.texts(samples.get(name, ["1", *tokens]))))
            for name, _converter in address.parameters
        }
        # A right link that is used is a link that works; what is sent there is not.
        is_right = filled.get("token") == world.reset_token
        return Shot(
            "/" + address.template % filled,
            draw(st.sampled_from(["GET"] if is_right else ["GET", "POST", "POST"])),
            draw(st.one_of(st.just(""), junk.query())),
            host=draw(HOSTS),
            cookies=draw(st.sampled_from([world.owner, "", ""])),
            headers=dict(FORM),
            body=junk.as_bytes(draw(junk.query(fields, junk.texts(tokens)))),
            address=draw(SENDERS),
        )

    return shot().filter(lambda shot: not ends_sign_in(shot))


def ends_sign_in(shot: Shot) -> bool:
    """What would sign the owner out is not sent in the owner's name."""
    return bool(shot.cookies) and shot.method == "POST"
