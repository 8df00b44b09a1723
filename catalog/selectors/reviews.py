"""Published reviews of a product, as its page and the page of all of them show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Review

BESIDE = 4
"""So many are shown on the product's page."""
A_PAGE = 20
SORTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "newest": (_("Newest"), ("-published_at", "-pk")),
    "best": (_("Best first"), ("-rating", "-published_at", "-pk")),
    "worst": (_("Worst first"), ("rating", "-published_at", "-pk")),
}
FIELDS = ("rating", "title", "text", "author", "reply", "published_at", "order_id")


@dataclass(frozen=True, slots=True)
class ShownReview:
    """No e-mail address, no order: what everybody may read."""

    rating: int
    title: str
    text: str
    author: str
    reply: str
    published_at: datetime
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How many gave so many stars."""

    stars: int
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Ratings:
    """The published reviews of a product, added up."""

    counts: dict[int, int]
    """Reviews by stars, from 5 down to 1."""

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def average(self) -> Decimal:
        """From 1.0 to 5.0, with one digit; 0 without a review."""
        if not self.count:
            return Decimal(0)
        total = sum(stars * count for stars, count in self.counts.items())
        return (Decimal(total) / self.count).quantize(Decimal("0.1"))

    @property
    def shares(self) -> list[Share]:
        whole = self.count or 1
        return [
            Share(stars, count, round(100 * count / whole)) for stars, count in self.counts.items()
        ]


def published(product_id: int | OuterRef) -> QuerySet[Review]:
    return Review.objects.filter(product_id=product_id, status=Review.Status.PUBLISHED)


def newest_as_json() -> ArraySubquery:
    """For ``annotate()`` on products: the newest reviews, so that they cost no query."""
    newest = published(OuterRef("pk")).order_by("-published_at", "-pk")
    return ArraySubquery(newest.values(row=JSONObject(**{name: name for name in FIELDS}))[:BESIDE])


def counts_as_json() -> ArraySubquery:
    """For ``annotate()`` on products: ``[{"stars", "count"}]`` of the published reviews."""
    by_stars = published(OuterRef("pk")).order_by().values("rating").annotate(given=Count("pk"))
    return ArraySubquery(by_stars.values(row=JSONObject(stars=F("rating"), count=F("given"))))


def ratings_from_json(rows: list[dict[str, int]]) -> Ratings:
    given = {row["stars"]: row["count"] for row in rows}
    return Ratings({stars: given.get(stars, 0) for stars in (5, 4, 3, 2, 1)})


def review_from_json(row: dict[str, Any]) -> ShownReview:
    return ShownReview(
        rating=row["rating"],
        title=row["title"],
        text=row["text"],
        author=row["author"],
        reply=row["reply"],
        published_at=datetime.fromisoformat(row["published_at"]),
        is_verified=row["order_id"] is not None,
    )


def shown(review: Review) -> ShownReview:
    return ShownReview(
        rating=review.rating,
        title=review.title,
        text=review.text,
        author=review.author,
        reply=review.reply,
        published_at=review.published_at or review.created_at,
        is_verified=review.is_verified,
    )


@dataclass(frozen=True, slots=True)
class ReviewPage:
    reviews: list[ShownReview]
    page: int
    pages: int
    sort: str

    @property
    def previous_page(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def page_of_reviews(
    product: Product, *, page: int, sort: str, stars: int | None, ratings: Ratings
) -> ReviewPage | None:
    """One page of them, of those with so many ``stars`` if told; None where there is none."""
    count = ratings.counts.get(stars, 0) if stars else ratings.count
    pages = max(1, -(-count // A_PAGE))
    if not 1 <= page <= pages:
        return None
    found = published(product.pk)
    if stars:
        found = found.filter(rating=stars)
    rows = found.order_by(*SORTS[sort][1])[(page - 1) * A_PAGE : page * A_PAGE]
    return ReviewPage([shown(review) for review in rows], page, pages, sort)
