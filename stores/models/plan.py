from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from stores.features import FEATURES
from stores.isolation.registry import Kind, isolate
from stores.limits import LIMITS, known_limits


def known_features(value: object) -> None:
    if not isinstance(value, list):
        raise ValidationError(_("Features are a list of names."))
    if unknown := sorted(set(map(str, value)) - set(FEATURES)):
        raise ValidationError(
            _("Unknown feature: %(unknown)s. Known are: %(known)s."),
            params={"unknown": ", ".join(unknown), "known": ", ".join(FEATURES)},
        )


@isolate(Kind.SHARED)
class Plan(models.Model):
    """What a store pays the provider and what it may use for that."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    price = models.DecimalField(
        max_digits=12,
        decimal_places=3,
        default=Decimal(0),
        help_text=_("A month, in the plan's currency, net."),
    )
    currency = models.CharField(max_length=3, default="EUR")
    trial_days = models.PositiveSmallIntegerField(
        default=0, help_text=_("Days without a charge at the beginning.")
    )
    features = models.JSONField(default=list, blank=True, validators=[known_features])
    limits = models.JSONField(default=dict, blank=True, validators=[known_limits])
    is_offered = models.BooleanField(
        _("offered at the sign-up"),
        default=False,
        help_text=_("Whoever opens a store on their own can choose it."),
    )
    requires_second_factor = models.BooleanField(
        default=False, help_text=_("Staff of its stores sign in with a second factor.")
    )
    is_default = models.BooleanField(default=False, help_text=_("For stores that name none."))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                "is_default", condition=models.Q(is_default=True), name="one_default_plan"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def has_feature(self, feature: str) -> bool:
        """Raises KeyError for a feature nobody declared, so that a typo never means “no”."""
        if feature not in FEATURES:
            raise KeyError(f"Unknown feature {feature!r}; declare it in stores/features.py.")
        return feature in self.features

    def limit(self, name: str) -> int | None:
        """None: as much as one likes. Raises KeyError for a limit nobody declared."""
        if name not in LIMITS:
            raise KeyError(f"Unknown limit {name!r}; declare it in stores/limits.py.")
        return self.limits.get(name)
