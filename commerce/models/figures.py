"""What was sold, added up: made in the background from orders, refunds and visits, and made anew
from them at any time (``commerce.services.figures``). Nothing but reports reads it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commerce.models.order import AmountField
from stores.isolation.registry import Kind, isolate
from stores.models import StoreOwned
from stores.models.base import StoreForeignKey


class SumField(AmountField):
    """Many amounts together: major units of the row's currency."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("max_digits", 22)
        kwargs.setdefault("default", 0)
        super().__init__(**kwargs)


class Figures(models.Model):
    """Orders that count are placed or completed ones in the store's currency, on the day they
    were placed; refunds stand on the day they were made. Visits are counted by the day, each
    visitor once (``commerce.visits``)."""

    currency = models.CharField(max_length=3)
    orders = models.PositiveIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)
    revenue = SumField(help_text=_("Gross: tax and shipping included."))
    tax = SumField()
    refunds = SumField(help_text=_("Given back, as a positive amount."))
    platform_revenue = SumField(
        null=True,
        help_text=_("Revenue in the platform's currency; empty while a rate is missing."),
    )
    new_customers = models.PositiveIntegerField(
        default=0, help_text=_("Addresses that ordered for the first time.")
    )
    visitors = models.PositiveIntegerField(default=0)
    carts = models.PositiveIntegerField(default=0, help_text=_("Visitors that filled a cart."))
    checkouts = models.PositiveIntegerField(
        default=0, help_text=_("Visitors that began the check-out.")
    )
    buyers = models.PositiveIntegerField(
        default=0, help_text=_("Visitors that saw their order placed.")
    )

    class Meta:
        abstract = True


MEASURES = (
    "orders",
    "items",
    "revenue",
    "tax",
    "refunds",
    "new_customers",
    "visitors",
    "carts",
    "checkouts",
    "buyers",
)
"""What adds up; revenue in the platform's currency does so only if no part of it is missing."""


@isolate(platform_rows=True)
class DailyFigures(StoreOwned, Figures):
    """One store, one day of its time zone. Rows of the platform itself hold what stores that
    were erased had sold, so that the platform's past stays what it was."""

    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "day", "currency"], name="figures_once_a_store_and_day"
            )
        ]
        indexes = [models.Index(fields=["day"])]

    def __str__(self) -> str:
        return f"{self.day}"


@isolate()
class StoreFigures(StoreOwned, Figures):
    """One store over the last ``period`` days up to today (0: all), so that 10,000 stores can be
    sorted by any of them."""

    class Period(models.IntegerChoices):
        WEEK = 7, _("7 days")
        MONTH = 30, _("30 days")
        QUARTER = 90, _("90 days")
        YEAR = 365, _("365 days")
        ALL = 0, _("All the time")

    store = StoreForeignKey(related_name="figures")
    period = models.PositiveSmallIntegerField(choices=Period.choices)
    until = models.DateField(help_text=_("The store's day up to which these are."))
    time_zone = models.CharField(max_length=64, help_text=_("Whose days these are."))
    platform_currency = models.CharField(max_length=3, default="EUR")
    first_order_at = models.DateTimeField(null=True)
    last_order_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "period"], name="figures_once_a_store_and_period"
            )
        ]
        # The table of all stores reads one period: a fifth of the rows.
        indexes = [models.Index(fields=["period", "store"], name="figures_by_period")]

    def __str__(self) -> str:
        return str(self.get_period_display())


@isolate()
class FiguresDue(StoreOwned):
    """A day whose figures are to be made anew. Written by the database itself with whatever
    changes an order or a refund; rows are only added, so that no order waits for another."""

    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.day}"


@isolate(Kind.PLATFORM)
class PlatformFigures(Figures):
    """All stores of one currency together, one day."""

    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "currency"], name="platform_figures_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.currency}"


@isolate(Kind.PLATFORM)
class StoreCount(models.Model):
    """How many stores there were on one day of the platform (UTC)."""

    day = models.DateField(primary_key=True)
    active = models.PositiveIntegerField(help_text=_("Open at the day's end."))
    opened = models.PositiveIntegerField(help_text=_("Open for the first time."))
    churned = models.PositiveIntegerField(help_text=_("Disabled, or being closed."))

    def __str__(self) -> str:
        return f"{self.day}"
