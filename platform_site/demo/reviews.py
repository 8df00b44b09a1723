from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.text import slugify

from catalog.models import Product, Review
from catalog.services.reviews import moderate
from commerce.models import Order, OrderLine
from platform_site.demo.data import DemoStore

WAITING = 2
"""The latest of them, which staff has yet to look at."""


def add_reviews(demo: DemoStore) -> None:
    """What shoppers said, dated back; those for whom there is an order bought what they review.
    In the store's scope, after the orders."""
    products = {product.slug: product for product in Product.objects.all()}
    buyers = orders_by_product()
    now = timezone.now()
    made = []
    for spec in demo.spec["reviews"]:
        product = products[spec["product"]]
        orders = buyers.get(product.pk, [])
        made.append(
            Review.objects.create(
                product=product,
                rating=spec["rating"],
                title=spec["title"],
                text=spec["text"],
                author=spec["author"],
                email=f"{slugify(spec['author'])}@shopper.example",
                language=demo.spec["language"],
                order_id=orders.pop() if orders else None,
                created_at=now - timedelta(days=spec["days_ago"]),
            )
        )
    made.sort(key=lambda review: review.created_at)
    shown = made[:-WAITING]
    moderate(review_ids=[review.pk for review in shown], status=Review.Status.PUBLISHED)
    for review in shown:
        review.published_at = review.created_at + timedelta(hours=5)
    Review.objects.bulk_update(shown, ["published_at"])


def orders_by_product() -> dict[int, list[UUID]]:
    """Product id → public ids of placed orders with it, the latest last."""
    found: dict[int, list[UUID]] = {}
    placed = (Order.Status.PLACED, Order.Status.COMPLETED)
    lines = OrderLine.objects.filter(order__status__in=placed).order_by("order__placed_at")
    for product_id, order_id in lines.values_list("variant__product_id", "order__public_id"):
        known = found.setdefault(product_id, [])
        if order_id not in known:
            known.append(order_id)
    return found
