"""A store's generation rises with whatever its shoppers see, and only then."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stores.models import Branding, ContentPage, HomePage, Store, StoreGeneration
from stores.scope import store_scope
from tests.factories import make_category, make_product


@pytest.fixture
def rises(store: Store) -> Callable[[Callable[[], object]], bool]:
    def check(action: Callable[[], object]) -> bool:
        with store_scope(store):
            before = StoreGeneration.objects.get().value
            action()
            return StoreGeneration.objects.get().value > before

    return check


def test_it_rises_when_a_page_is_published_moved_or_deleted(store, rises):
    with store_scope(store):
        home = HomePage.objects.get()
        about, contact = ContentPage.objects.order_by("path")[:2]
    assert rises(lambda: home.save_revision().publish())
    assert rises(lambda: about.move(contact, pos="last-child"))
    assert rises(lambda: ContentPage.objects.get(slug="terms").delete())


def test_a_draft_does_not_raise_it(store, rises):
    with store_scope(store):
        home = HomePage.objects.get()
    product = make_product(store)
    assert not rises(lambda: home.save_revision())
    assert not rises(lambda: product.save_revision())


def test_it_rises_with_the_catalogue_and_the_branding(store, rises):
    product = make_product(store)
    category = make_category(store)
    assert rises(lambda: product.save_revision().publish())
    assert rises(product.unpublish)
    assert rises(product.delete)
    assert rises(category.delete)
    assert rises(lambda: Branding.objects.get().save())
