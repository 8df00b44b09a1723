"""Stock policies with many buyers at once, in threads with transactions of their own."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction

from catalog.models import Product, StockMovement, Variant
from catalog.services import stock
from stores.scope import store_scope
from tests.commerce.shop import at_once, on_hand, variant_of
from tests.factories import make_product

pytestmark = pytest.mark.django_db(transaction=True)


def sell(*products: Product) -> None:
    with transaction.atomic():
        wanted = {variant_of(product).pk: 1 for product in products}
        stock.consume(reference=uuid4(), quantities=wanted)


def test_baskets_of_all_policies_sell_what_is_counted_once(store):
    mug, bowl = make_product(store, "Mug", stock=10), make_product(store, "Bowl", stock=4)
    song = make_product(store, "Song", stock=3)
    with store_scope(store):
        Variant.objects.filter(product=bowl).update(stock_policy="backorder")
        Variant.objects.filter(product=song).update(stock_policy="untracked")
        baskets = [(mug, bowl, song), (song, bowl, mug)] * 10

        results = at_once(store, *(lambda basket=basket: sell(*basket) for basket in baskets))

        refused = [result for result in results if isinstance(result, Exception)]
        assert {type(error) for error in refused} == {stock.OutOfStock}
        assert len(refused) == 10
        assert (on_hand(mug), on_hand(bowl), on_hand(song)) == (0, -6, 3)
        sold = StockMovement.objects.filter(reason="sale")
        assert not sold.filter(item__variant__product=song).exists()
        assert sold.count() == 20


def test_a_policy_that_is_published_while_people_buy_never_owes_what_is_counted(store):
    """From “to order” to “in stock only”: who comes after the change finds nothing."""
    mug = make_product(store, "Mug", stock=3)
    with store_scope(store):
        Variant.objects.filter(product=mug).update(stock_policy="backorder")

        def publish() -> int:
            product = Product.objects.get(pk=mug.pk)
            variant = product.variants.get()
            variant.stock_policy = "track"
            product.variants = [variant]
            product.save()
            return on_hand(mug)

        results = at_once(store, *[lambda: sell(mug)] * 6, publish, *[lambda: sell(mug)] * 6)

        errors = [result for result in results if isinstance(result, Exception)]
        assert {type(error) for error in errors} <= {stock.OutOfStock}
        at_publish = next(result for result in results if isinstance(result, int))
        assert on_hand(mug) == min(at_publish, max(on_hand(mug), 0))
