from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from catalog.models.product import Product
from stores.isolation.registry import isolate
from stores.models import StoreOwned


@isolate()
class Review(StoreOwned):
    """What a shopper says of a product. Beside the product's cluster: publishing a draft of the
    product brings no review back."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        PUBLISHED = "published", _("Published")
        REFUSED = "refused", _("Refused")

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("product")
    )
    public_id = models.UUIDField(default=uuid7, editable=False)
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.WAITING
    )
    rating = models.PositiveSmallIntegerField(
        _("rating"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
    text = models.TextField(_("text"), max_length=4000, blank=True)
    author = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Shoppers never see it."))
    language = models.CharField(_("language"), max_length=12, blank=True)
    order_id = models.UUIDField(
        _("order"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The public id of the order in which it was bought: a verified buyer."),
    )
    reply = models.TextField(_("answer of the store"), max_length=2000, blank=True)
    replied_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(fields=["store", "public_id"], name="review_public_id"),
            models.UniqueConstraint(
                fields=["product", "order_id"],
                condition=models.Q(order_id__isnull=False),
                name="one_review_an_order",
            ),
            models.UniqueConstraint(
                fields=["product", "email"],
                condition=~models.Q(email=""),
                name="one_review_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(rating__gte=1, rating__lte=5), name="rating_one_to_five"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "status", "-created_at"], name="review_by_status"),
            models.Index(fields=["product", "status", "-published_at"], name="review_of_product"),
        ]

    def __str__(self) -> str:
        return f"{self.rating}/5 {self.title}".strip()

    @property
    def is_verified(self) -> bool:
        return self.order_id is not None


@isolate()
class ProductRating(StoreOwned):
    """The published reviews of a product, added up."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="rating")
    count = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text=_("Of all stars."))

    def __str__(self) -> str:
        return f"{self.average} ({self.count})"

    @property
    def average(self) -> Decimal:
        """From 1.0 to 5.0, with one digit; 0 without a review."""
        if not self.count:
            return Decimal(0)
        return (Decimal(self.total) / self.count).quantize(Decimal("0.1"))
