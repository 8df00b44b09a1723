from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from stores.countries import country_choices
from stores.encryption import EncryptedJSONField
from stores.isolation.registry import Kind, isolate
from stores.models import Plan, Store


def list_of_texts(value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValidationError(_("Give a list of codes."))


@isolate(Kind.SHARED)
class ProviderSetting(models.Model):
    """What the operator decides about one payment or shipping provider that is installed.

    A provider without a row is enabled for everybody. ``defaults`` are plain values that stores
    begin with; ``secrets`` are the platform's own keys, which no row shows in the clear."""

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("Payment")
        SHIPPING = "shipping", _("Shipping")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    code = models.SlugField(max_length=40)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    plans = models.JSONField(
        default=list,
        blank=True,
        validators=[list_of_texts],
        help_text=_("Codes of the plans that may use it; none named: all."),
    )
    countries = models.JSONField(
        default=list,
        blank=True,
        validators=[list_of_texts],
        help_text=_("Countries of the stores that may use it; none named: all."),
    )
    defaults = models.JSONField(default=dict, blank=True)
    secrets = EncryptedJSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["kind", "code"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="provider_set_once")]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        known = set(Plan.objects.values_list("code", flat=True))
        if unknown := sorted(set(self.plans) - known):
            raise ValidationError({"plans": _("There is no plan %s.") % ", ".join(unknown)})
        if unknown := sorted(set(self.countries) - dict(country_choices("en")).keys()):
            raise ValidationError({"countries": _("There is no country %s.") % ", ".join(unknown)})

    def known_secrets(self) -> dict[str, str]:
        """Plain texts, which the field's type does not tell."""
        return self.secrets  # type: ignore[return-value]

    def allows(self, store: Store) -> bool:
        """Whether ``store``, with its plan loaded, may use the provider."""
        in_plan = not self.plans or (store.plan is not None and store.plan.code in self.plans)
        return (
            self.is_enabled and in_plan and (not self.countries or store.country in self.countries)
        )
