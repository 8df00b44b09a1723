"""What a shopper's browser can be made to ask of a store."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz import junk
from tests.fuzz.door import Shot
from tests.fuzz.run import target
from tests.fuzz.world import World

METHODS = st.sampled_from(
    ["GET"] * 6 + ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "x", ""]
)
CARTS = {"commerce_cart", "commerce_cartline"}
ORDERS = {
    "commerce_order",
    "commerce_orderline",
    "commerce_orderevent",
    "commerce_ordernumbercounter",
    "commerce_payment",
    "commerce_paymentmethod",  # Its signing secret, made when it is needed.
    "commerce_transaction",
    "commerce_sandboxcharge",
    "commerce_figuresdue",
    "catalog_stockitem",
    "catalog_stockmovement",
    "catalog_stockreservation",
    "catalog_productindex",
    "catalog_indexbits",
    "stores_storegeneration",
}
"""What may come of a check-out that is gone through to its end."""


@target()
def search(world: World) -> st.SearchStrategy[Shot]:
    """/search/: words, sorting, page."""
    words = junk.texts(["mug", "mug lamp", '"mug" -lamp', "cups or mug", "Becher groß"])
    queries = st.one_of(
        junk.encoded(words).map("q={}".format),
        junk.query(["q", "q", "q", "sort", "page"], words),
    )
    return st.builds(Shot, path=st.just("/search/"), query=queries)


@target()
def listing(world: World) -> st.SearchStrategy[Shot]:
    """Lists of products: filters, sorting and page numbers."""
    names = [
        "sort",
        "page",
        "price",
        "min",
        "max",
        "category",
        "available",
        "sale",
        "rating",
        "size",
    ]
    values = [
        "1",
        "2",
        "name",
        "-price",
        "12.90",
        "10-20",
        "-",
        "5-",
        "cups",
        "small",
        "0-99999999",
    ]
    return st.builds(
        Shot,
        path=st.sampled_from(["/products/", "/categories/cups/", "/search/", "/collections/set/"]),
        query=junk.query([*names, "q"], junk.texts(values)),
        method=METHODS,
    )


@target()
def suggestions(world: World) -> st.SearchStrategy[Shot]:
    """/search/suggest/: what is typed so far."""
    words = junk.texts(["mu", "mug lamp", "lapm", "cups or", "Becher groß", "-", *world.slugs])
    return st.builds(
        Shot,
        path=st.just("/search/suggest/"),
        query=st.one_of(junk.encoded(words).map("q={}".format), junk.query(["q", "page"], words)),
        method=METHODS,
    )


@target()
def languages(world: World) -> st.SearchStrategy[Shot]:
    """Prefixes of languages that the store has, or has not, before any address."""
    codes = junk.encoded(junk.texts(["de", "ar", "en", "fr", "xx", "de-DE", "DE", ""]))
    rests = junk.encoded(junk.texts(["products", "cart", "admin", "de", "/evil.example", "about"]))
    return st.builds(
        lambda code, form, rest, method, query: Shot(
            form.format(code=code, rest=rest), method, query
        ),
        codes,
        st.sampled_from(
            ["/{code}/{rest}/", "/{code}//{rest}", "/{code}", "/{code}/{code}/{rest}/"]
        ),
        rests,
        METHODS,
        junk.query(["next", "q"], junk.texts(["1"])),
    )


@target()
def addresses(world: World) -> st.SearchStrategy[Shot]:
    """Products, categories and pages by slug; any path at all."""
    slugs = junk.encoded(junk.texts(["mug", "lamp", "cups", *world.slugs]))
    return st.builds(
        lambda form, slug, query, method: Shot(form.replace("{}", slug), method, query),
        st.sampled_from(
            [
                "/products/{}/",
                "/products/{}",
                "/categories/{}/",
                "/{}/",
                "/{}",
                "{}",
                "/mug/{}/mug/",
            ]
        ),
        slugs,
        st.one_of(st.just(""), junk.query(["variant"], junk.texts(world.variants))),
        METHODS,
    )


@target(may_write=CARTS)
def cart(world: World) -> st.SearchStrategy[Shot]:
    """The cookie that names a cart, and what is put into the cart."""
    ours = [part for token in world.carts for part in (f"cart={token}", f'cart="{token}"')]
    cookies = st.one_of(
        junk.header_text(junk.texts(ours)),
        junk.header_text(junk.texts(world.carts)).map("cart={}".format),
    )
    paths = ["/cart/", "/cart/add/", "/checkout/", "/checkout/review/", "/mug/", "/"]
    lines = junk.encoded(junk.texts(world.variants)).map("/cart/lines/{}/".format)
    form = junk.query(["variant", "quantity"], junk.texts([*world.variants, "1", "0"]))
    wanted = st.builds(
        "variant={}&quantity={}".format,
        st.one_of(st.just(world.variants[0]), junk.encoded(junk.texts(world.variants))),
        junk.encoded(junk.texts(["1", "2", "999"])),
    )
    return st.builds(
        lambda path, method, cookies, body: Shot(
            path, method, cookies=cookies, body=junk.as_bytes(body), headers=dict(FORM)
        ),
        st.one_of(st.sampled_from(paths), lines),
        st.sampled_from(["GET", "POST", "POST"]),
        cookies,
        st.one_of(form, wanted),
    )


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@target(may_write=CARTS | ORDERS)
def checkout(world: World) -> st.SearchStrategy[Shot]:
    """Addresses, methods and totals, sent by a visitor with goods in the cart."""
    samples = [
        "ada@example.org",
        "Ada Lovelace",
        "DE",
        "10115",
        "Berlin",
        "AE",
        "standard",
        "manual",
    ]
    fields = [*CONTACT, "method", "company"]
    whole = st.builds(
        lambda field, value: "&".join(
            f"{name}={value if name == field else sample}" for name, sample in CONTACT.items()
        ),
        st.sampled_from(list(CONTACT)),
        junk.encoded(junk.texts(samples)),
    )
    total = junk.encoded(junk.texts(["NaN", "-12.90", "0"])).map("expected_total={}".format)
    steps = st.sampled_from(["contact", "contact", "contact", "shipping", "payment"])
    step = st.tuples(steps, st.one_of(junk.query(fields, junk.texts(samples)), whole))
    return st.builds(
        lambda sent: world.visitor(
            Shot(f"/checkout/{sent[0]}/", "POST", headers=dict(FORM), body=junk.as_bytes(sent[1]))
        ),
        st.one_of(step, step, st.tuples(st.just("review"), total)),
    )


CONTACT = {
    "email": "ada@example.org", "name": "Ada", "line1": "Hauptstr. 1", "line2": "", "region": "",
    "postal_code": "10115", "city": "Berlin", "country": "DE", "phone": "",
}  # fmt: skip


@target()
def feeds(world: World) -> st.SearchStrategy[Shot]:
    """Sitemaps with their keys, robots.txt, and addresses that lead elsewhere or nowhere."""
    words = junk.texts(["mug", "products", "pages", "categories", *world.slugs, "/", "de"])
    paths = st.one_of(
        st.sampled_from(["/sitemap.xml", "/sitemap-products.xml", "/sitemap-pages.xml",
                         "/sitemap-journal.xml", "/robots.txt"]),
        junk.encoded(words).map("/sitemap-{}.xml".format),
        junk.encoded(words).map("/blue-mug/{}".format),
    )  # fmt: skip
    return st.builds(Shot, path=paths, query=junk.query(["from", "from", "page"], words))
