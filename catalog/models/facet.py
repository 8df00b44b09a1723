from __future__ import annotations

from django.db import models

from stores.isolation.registry import isolate
from stores.models.base import StoreOwned


@isolate()
class FacetGroup(StoreOwned):
    """What published products of a store differ in, in one language: “Colour”. An option and an
    attribute of the same name are one. Written when products are indexed."""

    class Kind(models.TextChoices):
        OPTION = "option"
        ATTRIBUTE = "attribute"
        BRAND = "brand"

    language = models.CharField(max_length=12)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=80, help_text="The name in small letters.")
    slug = models.CharField(max_length=80, help_text="Its name in addresses.")
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0, help_text="How many values it has.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "language", "slug"], name="facet_slug_once_a_language"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@isolate()
class FacetValue(StoreOwned):
    """“Red”. Products have it by the token ``v`` and its key."""

    group = models.ForeignKey(FacetGroup, on_delete=models.CASCADE, related_name="values")
    key = models.CharField(max_length=120, help_text="The label in small letters.")
    slug = models.CharField(max_length=120, help_text="Its name in addresses.")
    label = models.CharField(max_length=120)
    colour = models.CharField(max_length=7, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "key"], name="facet_value_once_a_group"),
            models.UniqueConstraint(fields=["group", "slug"], name="facet_value_slug_once_a_group"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def token(self) -> str:
        return f"v{self.pk}"


@isolate()
class SearchSpelling(StoreOwned):
    """A word of the store's products by what is left of it with a letter less, and by itself:
    two words that share a key are a slip of the finger apart. Keys and not trigrams, since
    equality may use an index under row-level security, and costs what the store has."""

    language = models.CharField(max_length=12)
    key = models.CharField(max_length=40, db_collation="C")
    word = models.CharField(max_length=40, db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "language", "key", "word"], name="spelling_once_a_word"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.word}"
