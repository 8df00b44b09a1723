from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from catalog.models.product import Product
from stores.isolation.registry import isolate
from stores.models import StoreOwned
from stores.models.branding import colour_validator


class OptionDisplay(models.TextChoices):
    BUTTONS = "buttons", _("Words")
    SWATCHES = "swatches", _("Colours")
    PICTURES = "pictures", _("Pictures")


@isolate()
class Option(StoreOwned, ClusterableModel, Orderable):
    """What variants differ in, such as Size. A product has up to three, in order: the first is
    ``Variant.option1``."""

    MAX_PER_PRODUCT = 3

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="options")
    name = models.CharField(_("name"), max_length=60, help_text=_("Such as Size or Colour."))
    display = models.CharField(
        _("shown as"),
        max_length=20,
        choices=OptionDisplay.choices,
        default=OptionDisplay.BUTTONS,
    )
    names = models.JSONField(
        _("names in other languages"), default=dict, blank=True, help_text=_("By language code.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [
            models.UniqueConstraint(fields=["product", "name"], name="option_name_once_a_product")
        ]

    def __str__(self) -> str:
        return self.name


@isolate()
class OptionValue(StoreOwned, Orderable):
    """A value of an option, in the order it is shown, with how it looks. Variants name it by its
    text; a text that no value has is shown behind them, as a word."""

    option = ParentalKey(Option, on_delete=models.CASCADE, related_name="values")
    value = models.CharField(_("value"), max_length=80, help_text=_("Such as Red."))
    names = models.JSONField(
        _("names in other languages"), default=dict, blank=True, help_text=_("By language code.")
    )
    colour = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        validators=[colour_validator],
        help_text=_("Of its swatch, as # and six digits."),
    )
    image = models.ForeignKey(
        "stores.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Of its swatch, and shown when it is chosen and the variant has none."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("value")
        verbose_name_plural = _("values")
        constraints = [
            models.UniqueConstraint(fields=["option", "value"], name="value_once_an_option")
        ]

    def __str__(self) -> str:
        return self.value
