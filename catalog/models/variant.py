from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from uuid6 import uuid7
from wagtail.models import Orderable

from catalog.models.gtin import clean_gtin
from catalog.models.product import Product
from stores.isolation.registry import isolate
from stores.models import Store, StoreOwned
from stores.money import Money, round_money

MAX_PRICE = Decimal(99_999_999)
"""So that the largest quantity of it, in many lines, is an amount that an order can hold."""


def price_too_high() -> str:
    return gettext("A price is at most %(most)s.") % {"most": MAX_PRICE}


def no_gtin(barcode: str) -> str:
    return gettext(
        "“%(barcode)s” is no barcode: it has 8, 12, 13 or 14 digits, the last of which fits the"
        " others. Look whether one is mistyped."
    ) % {"barcode": barcode}


class StockPolicy(models.TextChoices):
    TRACK = "track", _("Sell what is in stock")
    BACKORDER = "backorder", _("Take orders beyond the stock")
    UNTRACKED = "untracked", _("Do not count the stock")


@isolate()
class Variant(StoreOwned, Orderable):
    """One sellable form of a product. Keeps its key through every publish; one that was ever
    ordered is retired and not deleted."""

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="variants")
    public_id = models.UUIDField(default=uuid7, editable=False)
    sku = models.CharField(_("SKU"), max_length=64)
    option1 = models.CharField(_("first option"), max_length=80, blank=True)
    option2 = models.CharField(_("second option"), max_length=80, blank=True)
    option3 = models.CharField(_("third option"), max_length=80, blank=True)
    currency = models.CharField(max_length=3, editable=False)
    price = models.DecimalField(
        _("price"),
        max_digits=14,
        decimal_places=3,
        validators=[MinValueValidator(0)],
        help_text=_("In the store's currency; with tax if the store's prices include it."),
    )
    compare_at_price = models.DecimalField(
        _("former price"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    cost = models.DecimalField(
        _("cost"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("What one costs you, without tax. Shoppers never see it."),
    )
    barcode = models.CharField(
        _("barcode"), max_length=32, blank=True, help_text=_("GTIN: EAN, UPC or ISBN.")
    )
    stock_policy = models.CharField(
        _("stock policy"), max_length=20, choices=StockPolicy.choices, default=StockPolicy.TRACK
    )
    backorder_until = models.DateField(
        _("back on"),
        null=True,
        blank=True,
        help_text=_("When what is ordered beyond the stock is expected."),
    )
    low_stock_at = models.PositiveIntegerField(
        _("low at"),
        null=True,
        blank=True,
        help_text=_("From this stock down it counts as low; empty: 5."),
    )
    weight_grams = models.PositiveIntegerField(_("weight in grams"), default=0)
    image = models.ForeignKey(
        "stores.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "sku"],
                condition=models.Q(retired_at=None),
                name="variant_sku_once_a_store",
                violation_error_message=_("Another variant has this SKU; choose another."),
            ),
            models.UniqueConstraint(fields=["store", "public_id"], name="variant_public_id"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="variant_price_positive"),
        ]

    words: Mapping[str, str] = MappingProxyType({})
    """Its values as they are called in the language that is read, where that is known."""

    def __str__(self) -> str:
        return f"{self.product.name} – {self.name}" if self.name else self.product.name

    @property
    def option_values(self) -> list[str]:
        return [value for value in (self.option1, self.option2, self.option3) if value]

    @property
    def name(self) -> str:
        """Its options in words, such as “250 g / Filter”; empty for a product with one variant."""
        return " / ".join(self.words.get(value, value) for value in self.option_values)

    @property
    def money(self) -> Money:
        return Money(self.price, self.currency)

    @property
    def compare_at_money(self) -> Money | None:
        """The former price, where it is higher than today's."""
        if self.compare_at_price is None or self.compare_at_price <= self.price:
            return None
        return Money(self.compare_at_price, self.currency)

    def clean(self) -> None:
        super().clean()
        self.take_currency()
        if self.barcode:
            try:
                self.barcode = clean_gtin(self.barcode)
            except ValueError:
                raise ValidationError({"barcode": no_gtin(self.barcode)}) from None
        for name in ("price", "compare_at_price", "cost"):
            amount = getattr(self, name)
            if amount is not None and amount > MAX_PRICE:
                raise ValidationError({name: price_too_high()})
            if amount is not None and round_money(amount, self.currency) != amount:
                raise ValidationError(
                    {
                        name: _("%(currency)s has no amounts as fine as %(amount)s.")
                        % {"currency": self.currency, "amount": amount.normalize()}
                    }
                )

    def take_currency(self) -> None:
        if not self.currency and self.store_id:
            self.currency = Store.all_objects.values_list("currency", flat=True).get(
                pk=self.store_id
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        from catalog.models.stock import StockItem

        self.take_currency()
        super().save(*args, **kwargs)
        StockItem.objects.get_or_create(variant=self, defaults={"store_id": self.store_id})

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Deletes, or retires if an order (or anything else that protects it) names it."""
        try:
            with transaction.atomic():
                return super().delete(*args, **kwargs)
        except ProtectedError:
            Variant.objects.filter(pk=self.pk, retired_at=None).update(retired_at=timezone.now())
            return 0, {}
