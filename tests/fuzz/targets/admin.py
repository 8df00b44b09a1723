"""The admin as a signed-in owner and operator meets it, with addresses that no page of it makes."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz import junk
from tests.fuzz.door import Shot
from tests.fuzz.run import target
from tests.fuzz.world import World
from tests.isolation.crawl import Address, addresses

MODELS = [
    ("stores", "basepage"), ("stores", "contentpage"), ("stores", "image"), ("stores", "document"),
    ("stores", "tag"), ("stores", "user"), ("catalog", "product"), ("catalog", "category"),
    ("catalog", "collection"), ("catalog", "brand"),
    ("commerce", "order"), ("wagtailcore", "page"), ("auth", "group"), ("nothing", "nothing"),
]  # fmt: skip


def admin_addresses() -> list[Address]:
    return [each for each in addresses() if each.template.startswith("admin/")]


@st.composite
def filled(draw: st.DrawFn, world: World, address: Address) -> str:
    """An address with things of the store, of the other store, of nobody, and junk."""
    label, model = draw(st.sampled_from(MODELS))
    numbers = st.one_of(
        st.sampled_from(world.numbers).map(str),
        st.sampled_from(world.numbers).map(str),
        st.integers(0, 2**40).map(str),
        st.sampled_from(["9223372036854775808", "9" * 30, "0", "007", "٣"]),
    )
    values = {}
    for name, converter in address.parameters:
        if name.endswith(("app_label", "app_name")):
            values[name] = label
        elif name.endswith("model_name"):
            values[name] = model
        elif converter == "IntConverter":
            values[name] = draw(junk.encoded(numbers))
        else:
            values[name] = draw(
                st.one_of(
                    numbers, junk.encoded(junk.texts([*world.slugs, "original", *world.files]))
                )
            )
    return "/" + address.template % values


def questions(
    world: World, known: list[Address], host: str, signed: str
) -> st.SearchStrategy[Shot]:
    samples = [str(number) for number in world.numbers[:6]]
    samples += [
        "catalog.product",
        "stores.contentpage",
        "-title",
        "title",
        "2026-11-22",
        "csv",
        "xlsx",
    ]
    values = junk.texts(samples)
    headers = st.sampled_from([{}, {}, {"X-Requested-With": "XMLHttpRequest"}, {"Accept": "x"}])

    @st.composite
    def shot(draw: st.DrawFn) -> Shot:
        address = draw(st.sampled_from(known))
        query = draw(junk.query(junk.NAMES, values))
        path = draw(filled(world, address))
        return Shot(path, "GET", query, host=host, cookies=signed, headers=draw(headers))

    return shot()


@target(may_write={"wagtailadmin_editingsession", "wagtailcore_pagesubscription"})  # By an editor.
def admin(world: World) -> st.SearchStrategy[Shot]:
    """Every address of a store's admin, as its owner: explorer, search, filters, choosers."""
    return questions(world, admin_addresses(), "alpha.localhost", world.owner)


@target()
def admin_lists(world: World) -> st.SearchStrategy[Shot]:
    """Those that name nothing: lists that are searched, sorted, filtered and exported."""
    lists = [each for each in admin_addresses() if not each.parameters]
    return questions(world, lists, "alpha.localhost", world.owner)


@target()
def control(world: World) -> st.SearchStrategy[Shot]:
    """The Center Control, as an operator."""
    known = [each for each in admin_addresses() if each.template.startswith("admin/control/")]
    return questions(world, known, "control.localhost", world.operator)
