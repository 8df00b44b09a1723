"""What shoppers write on a product's page, and the tokens of what they keep."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz import junk
from tests.fuzz.door import Shot
from tests.fuzz.run import target
from tests.fuzz.targets.storefront import FORM
from tests.fuzz.world import World

REVIEW = {
    "rating": "5", "title": "Solid", "text": "Holds tea.", "author": "Ann",
    "email": "ann@example.org",
}  # fmt: skip


def bent(fields: dict[str, str]) -> st.SearchStrategy[str]:
    """A right form with one field of another value, or any form at all."""
    samples = junk.texts([*fields.values(), "0", "6", "ann@example.org\nBcc: x@y.example"])
    one = st.builds(
        lambda name, value: "&".join(
            f"{known}={value if known == name else right}" for known, right in fields.items()
        ),
        st.sampled_from(list(fields)),
        junk.encoded(samples),
    )
    return st.one_of(one, one, junk.query(list(fields), samples))


@target(may_write={"catalog_review"})
def reviews(world: World) -> st.SearchStrategy[Shot]:
    """The form for a review, a buyer's link, and the list of all reviews."""
    path = "/products/mug/reviews/new/"
    links = junk.encoded(junk.texts(["1:0:0:x", *world.variants])).map("buyer={}".format)
    listed = junk.query(["page", "sort", "stars"], junk.texts(["1", "2", "worst", "5"]))
    return st.one_of(
        bent({**REVIEW, "buyer": ""}).map(lambda body: post(path, body)),
        links.map(lambda query: Shot(path, query=query)),
        listed.map(lambda query: Shot("/products/mug/reviews/", query=query)),
    )


@target(may_write={"catalog_stocknotice"})
def stock_notices(world: World) -> st.SearchStrategy[Shot]:
    """Asking to be told of stock, and forgetting it again."""
    asked = bent({"variant": world.variants[0], "email": "ann@example.org"})
    tokens = junk.encoded(junk.texts([*world.carts, *world.variants]))
    return st.one_of(
        asked.map(lambda body: post("/stock-notices/", body)),
        asked.map(lambda query: Shot("/stock-notices/", query=query)),
        st.builds(
            lambda token, method: Shot(f"/stock-notices/{token}/", method, headers=dict(FORM)),
            tokens,
            st.sampled_from(["GET", "POST"]),
        ),
    )


@target(may_write={"catalog_wishlist", "catalog_wishlistitem"})
def wishlists(world: World) -> st.SearchStrategy[Shot]:
    """Hearts, links to lists, and the cookies of lists and of what was looked at."""
    values = junk.texts([*world.variants, *world.carts, "0" * 32])
    cookies = st.builds(
        "{}={}".format, st.sampled_from(["wishlist", "recent"]), junk.header_text(values)
    )
    body = junk.query(["add", "remove", "stop"], values)
    paths = st.one_of(
        st.sampled_from(["/wishlist/", "/wishlist/items/", "/wishlist/share/"]),
        st.sampled_from(["/recently-viewed/", "/products/mug/", "/products/"]),
        junk.encoded(values).map("/wishlist/{}/".format),
    )
    return st.builds(
        lambda path, method, sent, cookie: Shot(
            path, method, query=sent, cookies=cookie, body=junk.as_bytes(sent), headers=dict(FORM)
        ),
        paths,
        st.sampled_from(["GET", "POST"]),
        st.one_of(body, junk.query(["without"], values)),
        cookies,
    )


def post(path: str, body: str) -> Shot:
    return Shot(path, "POST", headers=dict(FORM), body=junk.as_bytes(body))
