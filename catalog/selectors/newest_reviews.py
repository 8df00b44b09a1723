"""Published reviews of several products, as a block shows them."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext

from catalog.models import Product, Review
from catalog.selectors.samples import sample_product


def newest_reviews(*, product_id: int | None, minimum: int, limit: int) -> list[Review]:
    """With their products, which are published as well; ``minimum`` in stars. One query."""
    reviews = Review.objects.filter(
        status=Review.Status.PUBLISHED, product__live=True, rating__gte=minimum
    )
    if product_id is not None:
        reviews = reviews.filter(product_id=product_id)
    return list(reviews.select_related("product").order_by("-published_at", "-pk")[:limit])


def sample_reviews() -> list[Review]:
    texts = [gettext("Exactly as shown."), gettext("Arrived within two days.")]
    product: Product = sample_product()
    return [
        Review(product=product, rating=5, text=text, author="Ada L.", published_at=timezone.now())
        for text in texts
    ]
