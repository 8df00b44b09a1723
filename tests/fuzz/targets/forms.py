"""Forms as their pages have them with a field or two bent, and bodies in pieces."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from tests.fuzz import junk
from tests.fuzz.door import Answer, Shot
from tests.fuzz.run import target
from tests.fuzz.targets.admin import admin_addresses
from tests.fuzz.world import World
from tests.isolation.crawl import Address
from tests.isolation.forms import Fields, forms_of

CONTROL = ("admin/control/", "admin/account/", "admin/users/")
SAMPLES = ["1", "0", "-1", "999999", "on", "EUR", "mug", "12.90", "a@b.example", "#ff0000", "[]"]
CSV = ["from,to\n/a,/b\n", "/a;/b", '"', "a,b,c\n" * 50, "\ufefffrom,to\n/ü,/b", "\0,\0", "=1+1,/b"]


def pages(world: World, known: list[Address], host: str, signed: str) -> list[tuple[str, Fields]]:
    """Each form that an address of the admin shows to somebody signed in, with its action."""
    found: dict[str, Fields] = {}
    for address in known:
        for path in some_paths(world, address):
            answer: Answer = world.send(Shot(path, host=host, cookies=signed))
            if answer.status != 200 or b"<form" not in answer.body:
                continue
            for action, fields, _choices in forms_of(answer.body):
                where = action if action.startswith("/") else path
                found.setdefault(where.split("#")[0], fields)
    return sorted((where, fields) for where, fields in found.items() if "logout" not in where)


def some_paths(world: World, address: Address) -> list[str]:
    """Without parameters, or with one that is the store's slug or a number of its things."""
    if not address.parameters:
        return ["/" + address.template]
    (name, converter), *others = address.parameters
    if others or not world.thorough:
        return []
    known = {"IntConverter": dict.fromkeys(world.numbers[:12]), "SlugConverter": [world.store.slug]}
    return ["/" + address.template % {name: value} for value in known.get(converter, [])]


def undone(world: World, shot: Shot) -> None:
    """What a right form changes is taken back, so that every input meets the same store."""
    world.door.send(shot, undo=True)


def bent_forms(forms: list[tuple[str, Fields]], host: str, signed: str) -> st.SearchStrategy[Shot]:
    @st.composite
    def shot(draw: st.DrawFn) -> Shot:
        path, form = draw(st.sampled_from(forms))
        fields = {name: list(values) for name, values in form.items()}
        for _n in range(draw(st.integers(1, 3))):
            name = draw(st.sampled_from([*fields, "x"]))
            fault = draw(st.sampled_from(["junk", "junk", "junk", "gone", "twice"]))
            if fault == "gone":
                fields.pop(name, None)
            elif fault == "twice":
                fields.setdefault(name, []).append(draw(junk.texts(SAMPLES)))
            else:
                samples = [value for value in fields.get(name, []) if value]
                fields[name] = [draw(junk.texts([*SAMPLES, *samples]))]
        kind, body = encode(fields)
        return Shot(
            path, "POST", host=host, cookies=signed, headers={"Content-Type": kind}, body=body
        )

    return shot()


def encode(fields: Fields) -> tuple[str, bytes]:
    pairs = [(name, value) for name, values in fields.items() for value in values]
    body = "&".join(
        f"{quote_from_bytes(junk.as_bytes(name))}={quote_from_bytes(junk.as_bytes(value))}"
        for name, value in pairs
    )
    return "application/x-www-form-urlencoded", body.encode()


@target(fire=undone)
def admin_forms(world: World) -> st.SearchStrategy[Shot]:
    """Every form of a store's admin, as its owner, with one to three fields bent."""
    forms = pages(world, admin_addresses(), "alpha.localhost", world.owner)
    return bent_forms(forms, "alpha.localhost", world.owner)


@target(fire=undone)
def control_forms(world: World) -> st.SearchStrategy[Shot]:
    """The forms of the Center Control, as an operator."""
    known = [each for each in admin_addresses() if each.template.startswith(CONTROL)]
    forms = pages(world, known, "control.localhost", world.operator)
    return bent_forms(forms, "control.localhost", world.operator)


@target(fire=undone)
def bodies(world: World) -> st.SearchStrategy[Shot]:
    """Multipart bodies with files (pictures, documents, CSV of redirects) and without, whole and
    in pieces, to forms of shoppers and of the owner."""
    shoppers = ["/cart/add/", "/checkout/contact/", "/checkout/review/", "/admin/login/", "/mug/"]
    owners = [
        "/" + each.template
        for each in admin_addresses()
        if not each.parameters
        and any(
            word in each.template for word in ("add", "upload", "import", "settings", "account")
        )
    ]
    names = ["file", "files[]", "import_file", "title", "logo", "quantity", "variant", "email",
             "input_format", "csrfmiddlewaretoken", "collection", "username"]  # fmt: skip
    plain = junk.bodies(CSV)
    kinds = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", "",
             "application/x-www-form-urlencoded; charset=utf-16", "application/json",
             "multipart/form-data; boundary=", "multipart/mixed; boundary=a"]  # fmt: skip
    either = st.one_of(
        junk.multipart(
            names, ["a.csv", "a.png", "../../a.png", "a.svg", "a.html", "a" * 300 + ".png"]
        ),
        junk.multipart(names, ["a.csv"]),
        st.tuples(st.sampled_from(kinds), plain),
    )
    return st.builds(
        lambda path, sent, signed: Shot(
            path, "POST", cookies=signed, headers={"Content-Type": sent[0]}, body=sent[1]
        ),
        st.sampled_from(shoppers + owners * 2),
        either,
        st.sampled_from([world.owner, world.owner, f"cart={world.carts[0]}"]),
    )
