from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import Kind, isolate
from stores.money import currency_choices

BASE = "EUR"
LEAST, MOST = Decimal("0.00000001"), Decimal(10**9)


@isolate(Kind.PLATFORM)
class ExchangeRate(models.Model):
    """What one euro cost on a day, as the European Central Bank states its reference rates; it
    holds until the next one that is known."""

    currency = models.CharField(_("currency"), max_length=3, choices=currency_choices)
    day = models.DateField(_("day"))
    rate = models.DecimalField(
        _("for one euro"),
        max_digits=18,
        decimal_places=8,
        validators=[MinValueValidator(LEAST), MaxValueValidator(MOST)],
        help_text=_("How much of the currency one euro costs, such as 1.0823 for US dollars."),
    )

    class Meta:
        ordering = ["currency", "-day"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="one_rate_a_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_is_positive"),
            models.CheckConstraint(condition=~models.Q(currency=BASE), name="euro_has_no_rate"),
        ]

    def __str__(self) -> str:
        return f"1 {BASE} = {self.rate.normalize():f} {self.currency}"
