from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import Kind, isolate
from stores.money import currency_choices
from stores.scope import platform_scope

ONLY = 1


def addresses(value: object) -> None:
    if not isinstance(value, list):
        raise ValidationError(_("Give a list of e-mail addresses."))
    for address in value:
        validate_email(address)


@isolate(Kind.PLATFORM)
class PlatformSettings(models.Model):
    """What the provider's team decides for the whole platform. One row."""

    currency = models.CharField(
        max_length=3,
        choices=currency_choices,
        default="EUR",
        help_text=_("Figures of all stores are added up in it."),
    )
    sign_up_open = models.BooleanField(
        _("public sign-up"),
        default=False,
        help_text=_("Anybody can open a store on the control host."),
    )
    closing_days = models.PositiveSmallIntegerField(
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Days from closing a store to erasing it."),
    )
    alert_emails = models.JSONField(
        default=list,
        blank=True,
        validators=[addresses],
        help_text=_("Who is told of incidents; nobody named: all operators."),
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=ONLY), name="one_row")]

    def __str__(self) -> str:
        return str(_("Platform settings"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = ONLY
        super().save(*args, **kwargs)

    @classmethod
    def load(cls) -> PlatformSettings:
        """One query. Enters the platform's scope itself."""
        with platform_scope():
            return cls.objects.filter(pk=ONLY).first() or cls(pk=ONLY)
