"""What makes up the look of a store, wherever it is kept: live, as a draft or as one of before."""

from __future__ import annotations

from typing import Any, Self

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

colour_validator = RegexValidator(
    r"\A#[0-9a-f]{6}\Z", _("Write a colour as # and six digits, such as #1f4d40.")
)


class Font(models.TextChoices):
    """Font families shipped with the platform; the file is ``fonts/<value>.woff2``."""

    BRICOLAGE_GROTESQUE = "bricolage-grotesque", "Bricolage Grotesque"
    CORMORANT = "cormorant", "Cormorant"
    FIGTREE = "figtree", "Figtree"
    FRAUNCES = "fraunces", "Fraunces"
    INTER = "inter", "Inter"
    KARLA = "karla", "Karla"
    NEWSREADER = "newsreader", "Newsreader"
    NUNITO = "nunito", "Nunito"


class Density(models.TextChoices):
    COMPACT = "compact", _("Compact")
    COMFORTABLE = "comfortable", _("Comfortable")
    AIRY = "airy", _("Airy")


class HeaderStyle(models.TextChoices):
    LEFT = "left", _("Logo on the left, menu beside it")
    CENTERED = "centered", _("Logo in the middle, menu below")
    MINIMAL = "minimal", _("Only a button for the menu")


class CardStyle(models.TextChoices):
    PLAIN = "plain", _("Plain: pictures without a frame")
    FRAMED = "framed", _("Framed: a thin line around each")
    RAISED = "raised", _("Raised: on a surface of its own")


class ButtonShape(models.TextChoices):
    ROUNDED = "rounded", _("Rounded like all corners")
    PILL = "pill", _("Round ends")
    SQUARE = "square", _("Square")


class ColourField(models.CharField):
    """``#1f4d40``, in small letters."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 7)
        kwargs.setdefault("validators", [colour_validator])
        super().__init__(**kwargs)


LARGEST_RADIUS = 40
COLOURS = ("background", "surface", "text", "accent", "on_accent", "sale")
PICTURES = ("logo", "favicon")


class Look(models.Model):
    logo = models.ForeignKey(
        "stores.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown in the header at 40 pixels' height. Without one, the name is set."),
    )
    favicon = models.ForeignKey(
        "stores.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Square, at least 64 × 64 pixels."),
    )
    background = ColourField(default="#ffffff", help_text=_("Behind everything."))
    surface = ColourField(default="#ffffff", help_text=_("Behind cards and fields."))
    text = ColourField(default="#1c1c1c")
    accent = ColourField(default="#1f4d40", help_text=_("Buttons and links."))
    on_accent = ColourField(default="#ffffff", help_text=_("Text on buttons."))
    sale = ColourField(default="#a3231b", help_text=_("Prices that are lower than before."))
    heading_font = models.CharField(max_length=40, choices=Font.choices, default=Font.INTER)
    body_font = models.CharField(max_length=40, choices=Font.choices, default=Font.INTER)
    radius = models.PositiveSmallIntegerField(
        default=8,
        validators=[MaxValueValidator(LARGEST_RADIUS)],
        help_text=_("Roundness of corners, in pixels."),
    )
    density = models.CharField(max_length=12, choices=Density.choices, default=Density.COMFORTABLE)
    header_style = models.CharField(
        max_length=12, choices=HeaderStyle.choices, default=HeaderStyle.LEFT
    )
    card_style = models.CharField(max_length=12, choices=CardStyle.choices, default=CardStyle.PLAIN)
    button_shape = models.CharField(
        max_length=12, choices=ButtonShape.choices, default=ButtonShape.ROUNDED
    )

    class Meta:
        abstract = True

    def take(self, other: Look) -> Self:
        """All of another look, pictures included; not saved. Returns itself."""
        for name in LOOK_FIELDS:
            setattr(self, name, getattr(other, name))
        return self

    def looks_like(self, other: Look) -> bool:
        return all(getattr(self, name) == getattr(other, name) for name in LOOK_FIELDS)

    @property
    def body_classes(self) -> str:
        """On the ``body`` of every page, for the rules of store.css."""
        return (
            f"site-header--{self.header_style} cards--{self.card_style}"
            f" density--{self.density} buttons--{self.button_shape}"
        )


LOOK_FIELDS = tuple(field.attname for field in Look._meta.fields)
"""As attributes: the pictures by their numbers."""
