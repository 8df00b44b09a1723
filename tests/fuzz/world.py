"""The two stores that are fuzzed, and what a stranger could know of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.test import Client

from catalog.models import Variant
from commerce.models import Cart, Order, Payment
from stores.models import BasePage, Document, Image, Membership, Store, User
from stores.roles import OPERATOR
from stores.scope import PLATFORM_ID, platform_scope, store_scope
from stores.sign_in.reset_links import name_in_link
from tests.commerce.shop import add, buy, offer_test_gateway, variant_of, walk_to_review
from tests.conftest import PASSWORD, client_on, find_or_make
from tests.factories import make_category, make_product
from tests.fuzz.door import Answer, Door, Shot

SECRET = "zqbetasecret"


@dataclass
class World:
    store: Store
    other: Store
    door: Door
    carts: list[str] = field(default_factory=list)
    """Cookies' values: one with goods at its review, one that was ordered, one of the other
    store's, and one of nobody."""
    orders: list[str] = field(default_factory=list)
    payments: list[str] = field(default_factory=list)
    variants: list[str] = field(default_factory=list)
    slugs: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    email: str = ""
    owner: str = ""
    """The Cookie header of somebody who is signed in as the store's owner."""
    operator: str = ""
    """The same on the control host."""
    uid: str = ""
    reset_token: str = ""
    numbers: list[int] = field(default_factory=list)
    """Primary keys of the store's own and of the other's things."""
    thorough: bool = True
    """Whether to look at every page of the admin for its forms, or at those without a number."""

    def send(self, shot: Shot) -> Answer:
        return self.door.send(shot)

    def visitor(self, shot: Shot) -> Shot:
        """The same request with a cart that is about to be ordered."""
        return replace(shot, cookies=f"cart={self.carts[0]}")


def make_world(operator: User, control_host: str) -> World:
    """In the platform's scope."""
    store, other = find_or_make("alpha"), find_or_make("beta")
    hosts = frozenset({"alpha.localhost", "beta.localhost", control_host})
    world = World(store, other, Door(hosts, SECRET, "beta.localhost"))
    furnish(world, store, "Mug")
    furnish(world, other, f"Mug {SECRET}")
    (user,) = User.objects.filter(memberships__store=store, email="owner@alpha.example")
    world.email = user.email
    world.uid = name_in_link(user)
    world.owner = cookies_of(client_on("alpha.localhost", user))
    with store_scope(store):
        world.reset_token = default_token_generator.make_token(User.objects.get(pk=user.pk))
    world.operator = cookies_of(client_on(control_host, operator))
    world.carts.append("n" * 43)
    return world


def furnish(world: World, store: Store, name: str) -> None:
    category = make_category(store, f"Cups {name}", slug="cups")
    mug = make_product(store, name, slug="mug", stock=500, categories=[category], image=True)
    make_product(store, f"{name} lamp", slug="lamp", stock=3, categories=[category])
    offer_test_gateway(store)
    shopper, payer = Client(HTTP_HOST=f"{store.slug}.localhost"), None
    add(shopper, mug)
    walk_to_review(shopper)
    payer = Client(HTTP_HOST=f"{store.slug}.localhost")
    buy(payer, mug, pay_by="test")
    buy(Client(HTTP_HOST=f"{store.slug}.localhost"), mug)
    world.carts += [shopper.cookies["cart"].value, payer.cookies["cart"].value]
    with store_scope(store):
        world.orders += list(Order.objects.values_list("token", flat=True))
        world.payments += [str(pk) for pk in Payment.objects.values_list("public_id", flat=True)]
        world.variants.append(str(variant_of(mug).public_id))
        world.slugs += [page.slug for page in BasePage.objects.filter(depth__gt=1)]
        world.files += list(Image.objects.values_list("file", flat=True))
        world.files += list(Document.objects.values_list("file", flat=True))
        for model in (BasePage, Image, Order, Variant, Membership, Cart):
            world.numbers += list(model.objects.order_by("pk").values_list("pk", flat=True)[:2])


def cookies_of(client: Client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def make_operator() -> User:
    """As the fixture ``operator`` does, for the command."""

    with platform_scope():
        user = User.objects.create_user("operator@platform.example", PASSWORD)
        platform = Store.all_objects.get(pk=PLATFORM_ID)
        Membership.objects.create(store=platform, user=user, group=Group.objects.get(name=OPERATOR))
    return user
