"""Reviews from writing to the stars on a card. ``recount`` is the one writer of ratings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product, ProductRating, Review
from catalog.services.reindex_products import reindex_products
from stores.models import Store
from stores.models.store import touch_generation

Status = Review.Status


@dataclass(frozen=True, slots=True)
class Written:
    """What a shopper says."""

    rating: int
    title: str
    text: str
    author: str
    email: str
    language: str = ""


def write_review(*, product: Product, written: Written, order_id: UUID | None = None) -> Review:
    """Keep a review until the store has looked at it. ``order_id`` is the public id of the order
    in which its writer bought the product, proved by the caller. Raises ValidationError for a
    second one of the same person or order, also when both come at once."""
    email = written.email.strip().lower()
    try:
        with transaction.atomic():
            return Review.objects.create(
                product=product,
                order_id=order_id,
                rating=written.rating,
                title=written.title,
                text=written.text,
                author=written.author,
                email=email,
                language=written.language,
            )
    except IntegrityError:
        raise ValidationError(
            _("You have reviewed this product already. Thank you; one review counts.")
        ) from None


def moderate(*, review_ids: Iterable[int], status: str) -> int:
    """Publish or refuse reviews; those that are so already stay as they are. Returns how many
    changed. Locks the products' ratings in primary-key order, then the reviews, the
    products and the read model."""
    if status not in (Status.PUBLISHED, Status.REFUSED):
        raise ValidationError(_("A review is published or refused."))
    with transaction.atomic():
        chosen = Review.objects.filter(pk__in=list(review_ids))
        products = sorted(set(chosen.values_list("product_id", flat=True)))
        lock_ratings(products)
        changing = list(chosen.exclude(status=status).order_by("pk").select_for_update())
        now = timezone.now()
        for review in changing:
            review.status = status
            if status == Status.PUBLISHED:
                review.published_at = now
        Review.objects.bulk_update(changing, ["status", "published_at"])
        recount(sorted({review.product_id for review in changing}))
    return len(changing)


def answer_review(*, review: Review, reply: str) -> None:
    """The store's answer, shown below the review; an empty one takes it away."""
    reply = reply.strip()
    if reply == review.reply:
        return
    with transaction.atomic():
        review.reply, review.replied_at = reply, timezone.now() if reply else None
        review.save(update_fields=["reply", "replied_at"])
        if review.status == Status.PUBLISHED:
            touch_generation(review.store_id)


def delete_reviews(*, review_ids: Iterable[int]) -> int:
    """For good, such as when their writer asks for it. Locks as ``moderate`` does."""
    with transaction.atomic():
        chosen = Review.objects.filter(pk__in=list(review_ids))
        products = sorted(set(chosen.values_list("product_id", flat=True)))
        lock_ratings(products)
        count = chosen.delete()[1].get(Review._meta.label, 0)
        recount(products)
    return count


def rebuild_ratings(store: Store) -> None:
    """All ratings of the store in scope from its reviews, as if they were all new."""
    with transaction.atomic():
        products = set(Review.objects.values_list("product_id", flat=True))
        products |= set(ProductRating.objects.values_list("product_id", flat=True))
        lock_ratings(sorted(products))
        recount(sorted(products))


def lock_ratings(product_ids: Iterable[int]) -> None:
    """Whoever publishes a review of the same product waits here, and then counts ours, too."""
    product_ids = list(product_ids)
    known = set(
        ProductRating.objects.filter(product_id__in=product_ids).values_list(
            "product_id", flat=True
        )
    )
    stores = dict(Product.objects.filter(pk__in=product_ids).values_list("pk", "store_id"))
    ProductRating.objects.bulk_create(
        [
            ProductRating(product_id=pk, store_id=stores[pk])
            for pk in product_ids
            if pk not in known and pk in stores
        ],
        ignore_conflicts=True,
    )
    ratings = ProductRating.objects.filter(product_id__in=product_ids)
    list(ratings.select_for_update().order_by("pk").values_list("pk"))


def recount(product_ids: Iterable[int]) -> None:
    """Ratings from the published reviews, after ``lock_ratings``; shoppers see it at once."""
    product_ids = list(product_ids)
    if not product_ids:
        return
    published = Review.objects.filter(product_id__in=product_ids, status=Status.PUBLISHED)
    sums = {
        row["product_id"]: (row["count"], row["total"])
        for row in published.order_by()
        .values("product_id")
        .annotate(count=Count("pk"), total=Sum("rating"))
    }
    ratings = list(ProductRating.objects.filter(product_id__in=product_ids).order_by("pk"))
    for rating in ratings:
        rating.count, rating.total = sums.get(rating.product_id, (0, 0))
    ProductRating.objects.bulk_update(ratings, ["count", "total"])
    reindex_products(Product.objects.filter(pk__in=product_ids))  # Their stars are a facet.
    for rating in ratings[:1]:  # All are of the store in scope.
        touch_generation(rating.store_id)
