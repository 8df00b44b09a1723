from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from commerce.pricing import ShippingInput
from stores.isolation.registry import isolate
from stores.models import StoreOwned


@isolate()
class ShippingMethod(StoreOwned):
    """A way to get the goods. Its provider says what it costs; the prices of the provider “flat”
    are as the store shows them (net or gross)."""

    provider = models.SlugField(_("provider"), max_length=40, default="flat")
    code = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("description"), max_length=200, blank=True)
    price = models.DecimalField(
        _("price"), max_digits=14, decimal_places=3, default=0, validators=[MinValueValidator(0)]
    )
    free_over = models.DecimalField(
        _("free from"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Free when the goods come to this much. Empty: never."),
    )
    is_active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("shipping method")
        verbose_name_plural = _("shipping methods")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "code"],
                name="shipping_code_once_a_store",
                violation_error_message=_("Another shipping method has this code."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def as_input(self) -> ShippingInput:
        return ShippingInput(price=self.price, free_over=self.free_over)
