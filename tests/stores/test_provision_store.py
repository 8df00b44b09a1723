from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Site

from commerce.models import PaymentMethod, ShippingMethod
from stores.models import BasePage, Domain, Membership, Store, User
from stores.scope import store_scope
from stores.services.provision_store import provision_store
from stores.steps import WHEN_PROVISIONED
from tests.conftest import PASSWORD, client_on


def snapshot() -> tuple[int, ...]:
    models = (Store, Domain, BasePage, Site, User, Membership, ShippingMethod)
    return tuple(model._base_manager.count() for model in models)


def provision(**changes: object) -> Store:
    arguments = {
        "name": "Gamma",
        "slug": "gamma",
        "owner_email": "owner@gamma.example",
        "owner_password": PASSWORD,
    }
    return provision_store(**{**arguments, **changes})  # type: ignore[arg-type]


def test_a_new_store_has_all_it_needs_to_sell(db):
    store = provision(currency="JPY", country="JP")

    with store_scope(store):
        assert [page.slug for page in BasePage.objects.filter(depth=3).live()] == [
            "about", "contact", "shipping-and-returns", "privacy", "terms",
        ]  # fmt: skip
        assert store.site.root_page.title == "Gamma"
        assert ShippingMethod.objects.count() == PaymentMethod.objects.count() == 1
    assert store.time_zone == "Asia/Tokyo"
    assert client_on("gamma.localhost").get("/").status_code == 200
    owner = User.objects.get(email="owner@gamma.example")
    assert client_on("gamma.localhost", owner).get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("slug", {"slug": "alpha"}),
        ("slug", {"slug": ""}),
        ("slug", {"slug": "Gamma"}),
        ("slug", {"slug": "-gamma"}),
        ("slug", {"slug": "g/../a"}),
        ("slug", {"slug": "gamma\n" * 2}),
        ("slug", {"slug": "g" * 64}),
        ("slug", {"slug": "admin"}),
        ("slug", {"slug": "control"}),
        ("owner_email", {"owner_email": "owner@alpha.example"}),
        ("owner_email", {"owner_email": "OWNER@alpha.example"}),
        ("owner_email", {"owner_email": "nobody"}),
        ("owner_email", {"owner_email": ""}),
        ("plan", {"plan": "platinum"}),
        ("currency", {"currency": "XYZ"}),
        ("country", {"country": "ZZ"}),
        ("language", {"language": "tlh"}),
        ("time_zone", {"time_zone": "Mars/Olympus"}),
        ("name", {"name": "   "}),
        ("name", {"name": "n" * 200}),
    ],
)
def test_bad_input_is_named_and_leaves_nothing_behind(store, field, changes):
    before = snapshot()

    with pytest.raises(ValidationError) as refused:
        provision(**changes)

    assert field in refused.value.message_dict
    assert snapshot() == before


def test_an_owner_without_a_password_sets_one_by_the_link_of_a_forgotten_one(db, mailoutbox):
    provision(owner_password=None)
    client = client_on("gamma.localhost")
    client.post("/admin/password_reset/", {"email": "Owner@gamma.example"})
    (message,) = mailoutbox
    assert message.to == ["owner@gamma.example"]
    path = re.search(r"/admin/password_reset/confirm/\S+", message.body)[0]
    form = client.get(path, follow=True).wsgi_request.path
    client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    owner = User.objects.get(email="owner@gamma.example")
    assert client_on("gamma.localhost", owner).get("/admin/").status_code == 200


def test_nobody_who_is_out_is_sent_a_link(store, mailoutbox):
    owner = User.objects.get(email="owner@alpha.example")
    client = client_on("alpha.localhost")
    User.objects.filter(pk=owner.pk).update(is_active=False)
    client.post("/admin/password_reset/", {"email": owner.email})
    assert mailoutbox == []


def test_the_owners_address_is_no_markup(db):
    store = provision(owner_email='"<b>o&x</b>"@gamma.example')
    page = client_on("gamma.localhost").get("/contact/").text
    assert "<b>" not in page.split("<main")[1]
    assert "&lt;b&gt;o&amp;x&lt;/b&gt;" in page
    assert store.contact_email == '"<b>o&x</b>"@gamma.example'


def test_a_taken_host_is_refused(store):
    Domain.objects.create(store=store, hostname="gamma.localhost")

    with pytest.raises(ValidationError, match=r"gamma\.localhost is taken"):
        provision()


def test_a_failure_half_way_leaves_nothing_behind(store, monkeypatch):
    before = snapshot()

    def fail(store: Store) -> None:
        raise RuntimeError("the last step failed")

    monkeypatch.setattr(WHEN_PROVISIONED, "run", fail)

    with pytest.raises(RuntimeError):
        provision()
    assert snapshot() == before


def test_somebody_known_can_own_a_second_store_and_keeps_the_password(store):
    provision(owner_email="owner@alpha.example", owner_password="other", existing_owner=True)

    owner = User.objects.get(email="owner@alpha.example")
    assert owner.check_password(PASSWORD)
    assert client_on("gamma.localhost", owner).get("/admin/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_stores_made_at_the_same_moment_do_not_disturb_each_other():
    def make(number: int) -> str:
        try:
            return provision(slug=f"shop-{number % 5}", owner_email=f"o{number}@x.example").slug
        except ValidationError as error:
            return next(iter(error.message_dict))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(make, range(10)))

    assert sorted(results) == sorted(["slug"] * 5 + [f"shop-{n}" for n in range(5)])
    homes = BasePage.objects.filter(depth=2, slug__startswith="shop-")
    paths = list(homes.values_list("path", flat=True))
    assert len(paths) == len(set(paths)) == 5


def test_the_command_prints_addresses_as_json(db, capsys):
    call_command(
        "create_store", name="Gamma", slug="gamma", owner_email="o@gamma.example", json=True
    )

    result = json.loads(capsys.readouterr().out)
    assert result["url"] == "http://gamma.localhost:8000/"
    owner = User.objects.get(email="o@gamma.example")
    assert owner.check_password(result["owner_password"])


def test_the_command_says_what_is_wrong_with_which_option(store):
    with pytest.raises(CommandError, match=r"--slug: The slug “alpha” is taken"):
        call_command("create_store", name="A", slug="alpha", owner_email="o@gamma.example")
