"""What visitors send to the shop's pages: the newsletter, bars that are closed, the journal's
lists, films in parts."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz import junk
from tests.fuzz.door import Shot
from tests.fuzz.run import target
from tests.fuzz.targets.storefront import FORM
from tests.fuzz.world import World


@target(may_write={"stores_newslettersubscriber"})
def newsletter(world: World) -> st.SearchStrategy[Shot]:
    """Addresses that sign up, and the tokens of the links in mails."""
    emails = junk.texts(["ann@example.org", "ann@example.org\nBcc: x@y.example", "ann@ex@ample"])
    tokens = junk.encoded(junk.texts([*world.carts, *world.variants]))
    return st.one_of(
        junk.query(["email", "web-site"], emails).map(
            lambda sent: Shot("/newsletter/", "POST", headers=dict(FORM), body=junk.as_bytes(sent))
        ),
        st.builds(
            lambda way, token, method: Shot(
                f"/newsletter/{way}/{token}/", method, headers=dict(FORM)
            ),
            st.sampled_from(["confirm", "leave"]),
            tokens,
            st.sampled_from(["GET", "POST"]),
        ),
    )


@target()
def bars_and_films(world: World) -> st.SearchStrategy[Shot]:
    """Keys of announcement bars, the cookie that remembers them, parts of films."""
    keys = junk.texts(["1-ab", "1", "-1-x", "9" * 30 + "-a", *world.carts])
    ranges = junk.header_text(junk.texts(["bytes=0-1", "bytes=-1", "bytes=9-1", "bytes=0-,1-2"]))
    return st.one_of(
        junk.encoded(keys).map(
            lambda key: Shot(f"/announcements/{key}/close/", "POST", headers=dict(FORM))
        ),
        junk.header_text(keys).map(lambda value: Shot("/", cookies=f"closed-bars={value}")),
        st.builds(
            lambda pk, name, asked: Shot(f"/videos/{pk}/{name}", headers={"Range": asked}),
            st.sampled_from([*world.numbers[:5], 0, 10**15]),
            junk.encoded(junk.texts(["film.mp4", "a.txt"])),
            ranges,
        ),
    )
