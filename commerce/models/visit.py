from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import Kind, isolate
from stores.models import StoreOwned


@isolate()
class Visit(StoreOwned):
    """How far one visitor came on one day of the store: a row for each step.

    The visitor is a hash with a salt that is gone the next day (``VisitSalt``), so that nobody
    can tell who it was, or whether two days saw the same person."""

    class Step(models.IntegerChoices):
        VISIT = 1, _("Visited")
        CART = 2, _("Filled a cart")
        CHECKOUT = 3, _("Began the check-out")
        ORDER = 4, _("Ordered")

    day = models.DateField()
    visitor = models.UUIDField(help_text=_("128 bits of a keyed hash."))
    step = models.PositiveSmallIntegerField(choices=Step.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "day", "step", "visitor"], name="visit_once_a_day_and_step"
            )
        ]
        indexes = [models.Index(fields=["day"])]

    def __str__(self) -> str:
        return f"{self.day} {self.get_step_display()}"


@isolate(Kind.PLATFORM)
class VisitSalt(models.Model):
    """The key of one UTC day's hashes, shared by all processes and deleted after it. Its table is
    unlogged: it is in no archive of the write-ahead log and on no replica."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.day}"
