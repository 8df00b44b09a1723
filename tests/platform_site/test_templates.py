"""A store that is marked as template, and stores that begin as a copy of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from catalog.models import Product
from commerce.models import Cart, Order, OrderNumberCounter, PaymentMethod
from stores.models import AuditEntry, BasePage, Branding, HomePage, Image, Membership, Store, User
from stores.portability.people_rules import people_tables
from stores.portability.rules import trade_tables
from stores.portability.shapes import shapes
from stores.scope import store_scope
from stores.services.import_store import import_store
from stores.services.provision_store import provision_store
from stores.storage import store_folder
from tests.conftest import client_on
from tests.isolation.furnish import Two, furnish_two


@pytest.fixture
def two(db: None, own_media: None) -> Two:
    return furnish_two()


def mark(store: Store) -> Store:
    Store.objects.filter(pk=store.pk).update(is_template=True)
    store.is_template = True
    return store


def copy(template: Store, **changes: object) -> Store:
    arguments = {"name": "Gamma", "slug": "gamma", "owner_email": "owner@gamma.example"}
    return provision_store(**{**arguments, "template": template, **changes})  # type: ignore[arg-type]


def test_a_copy_has_the_templates_pages_products_and_pictures(two: Two) -> None:
    template = mark(two.mine.store)

    store = copy(template)

    with store_scope(template):
        pages = BasePage.objects.filter(depth__gt=2).count()
        products, images = Product.objects.count(), Image.objects.count()
    with store_scope(store):
        assert BasePage.objects.filter(depth__gt=2).count() == pages
        assert (Product.objects.count(), Image.objects.count()) == (products, images)
        assert HomePage.objects.get().title == HomePage.objects.get().slug.title() == "Gamma"
    page = client_on("gamma.localhost").get("/")
    assert page.status_code == 200
    assert "<title>Gamma" in page.text
    assert Path(store_folder(settings.MEDIA_ROOT, store.pk)).is_dir()


def test_a_copy_has_none_of_the_templates_people_trade_and_keys(two: Two) -> None:
    template = mark(two.mine.store)

    store = copy(template)

    assert [m.user.email for m in Membership.objects.filter(store=store)] == ["owner@gamma.example"]
    with store_scope(store):
        assert User.objects.count() == 1
        assert not Order.objects.exists()
        assert not Cart.objects.exists()
        method = PaymentMethod.objects.get()
        assert (method.provider, method.credentials) == ("manual", {})
        assert method.instructions == "We send you our bank details by e-mail."
        assert Branding.objects.get().logo is None
        assert not Image.objects.exclude(uploaded_by_user=None).exists()
        assert not BasePage.objects.exclude(owner=None).exists()
        home = HomePage.objects.get()
        assert "owner@gamma.example" in client_on("gamma.localhost").get("/contact/").text
        assert all(revision.user_id is None for revision in home.revisions.all())
        revisions = [r.content for page in BasePage.objects.all() for r in page.revisions.all()]
        assert template.contact_email not in str(revisions)
        assert OrderNumberCounter.objects.count() == 1
    assert store.contact_address == ""
    assert not AuditEntry.objects.filter(store=store, actor_id=two.mine.owner().pk).exists()


def test_no_table_of_a_copy_needs_somebody_who_is_not_there() -> None:
    """A new table about people is decided about in ``people_rules``."""
    left = trade_tables() | people_tables()
    for shape in shapes().values():
        for column, target in shape.links.items():
            field = next(f for f in shape.model._meta.local_fields if f.column == column)
            if shape.table not in left and (target == "stores_user" or target in left):
                assert field.null, f"{shape.table}.{column} needs a row of {target}"


def test_the_template_stays_as_it_is(two: Two) -> None:
    template = mark(two.mine.store)
    with store_scope(template):
        before = list(Product.objects.values_list("pk", "name"))

    copy(template)

    with store_scope(template):
        assert list(Product.objects.values_list("pk", "name")) == before
        assert PaymentMethod.objects.count() == 1


def test_what_is_no_template_is_not_copied(store: Store) -> None:
    with pytest.raises(ValidationError) as refused:
        copy(store)
    assert list(refused.value.message_dict) == ["template"]
    assert not Store.objects.filter(slug="gamma").exists()


def test_prices_that_a_currency_cannot_write_are_not_copied(store: Store) -> None:
    mark(store)
    with pytest.raises(ValidationError, match="cannot be written in JPY"):
        copy(store, currency="JPY")
    assert copy(store, currency="USD").currency == "USD"


def test_a_copy_that_fails_leaves_no_row_and_no_file(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = mark(two.mine.store)
    folders = set((Path(settings.MEDIA_ROOT) / "stores").iterdir())

    def fail(*args: object) -> None:
        raise RuntimeError("the last step failed")

    monkeypatch.setattr("stores.steps.WHEN_COPIED._steps", [fail])
    with pytest.raises(RuntimeError):
        copy(template)

    assert not Store.objects.filter(slug="gamma").exists()
    assert set((Path(settings.MEDIA_ROOT) / "stores").iterdir()) == folders


@pytest.mark.parametrize("slug", ["www", "control", "mta-sts", "xn--80ak6aa92e", "sign-up"])
def test_no_way_of_making_a_store_takes_a_reserved_address(
    store: Store, tmp_path: Path, slug: str
) -> None:
    from stores.services.clone_store import clone_store
    from stores.services.export_store import export_store

    file = tmp_path / "alpha.zip"
    export_store(store=store, output=file)
    for make in (
        lambda: copy(mark(store), slug=slug),
        lambda: import_store(file=file, slug=slug),
        lambda: clone_store(store=store, slug=slug),
    ):
        with pytest.raises(ValidationError, match="reserved"):
            make()
    assert not Store.objects.filter(slug=slug).exists()
