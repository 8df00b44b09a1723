from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import TaxClass
from stores.isolation.registry import isolate
from stores.models import StoreOwned


@isolate()
class TaxRate(StoreOwned):
    """What a tax class costs in this store, in percent."""

    name = models.CharField(_("name"), max_length=60, help_text=_("Such as VAT."))
    tax_class = models.CharField(_("tax class"), max_length=20, choices=TaxClass.choices)
    rate = models.DecimalField(
        _("rate"),
        max_digits=6,
        decimal_places=3,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("In percent."),
    )

    class Meta:
        ordering = ["tax_class"]
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "tax_class"],
                name="one_rate_a_tax_class",
                violation_error_message=_("This tax class has a rate already; change that one."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.rate.normalize():f} %"
