"""Texts of the catalogue in the store's further languages: children in the cluster of what they
translate, so that a revision covers all of them. The store's own language is in the model itself;
a text left empty here is shown in that language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField

from catalog.models.category import Category
from catalog.models.collection import Collection
from catalog.models.facts import FactsField
from catalog.models.product import DESCRIPTION_FEATURES, Product
from catalog.models.seo import SearchEngineTexts
from stores.isolation.registry import isolate
from stores.models import StoreOwned


def slug_once_a_language(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["store", "language", "slug"],
        condition=~models.Q(slug=""),
        name=f"{name}_slug_once_a_language",
        violation_error_message=_("Something else has this slug; choose another."),
    )


class Translation(StoreOwned, SearchEngineTexts):
    TEXTS: tuple[str, ...] = ("name", "slug", "description", "seo_title", "search_description")

    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    name = models.CharField(_("name"), max_length=200, blank=True)
    slug = models.SlugField(
        _("slug"), max_length=200, blank=True, help_text=_("The end of its address.")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"

    def texts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.TEXTS}


@isolate()
class ProductTranslation(Translation):
    TEXTS = (*Translation.TEXTS, "short_description", "attributes")

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="translations")
    short_description = models.CharField(_("short description"), max_length=300, blank=True)
    description = RichTextField(_("description"), blank=True, features=DESCRIPTION_FEATURES)
    attributes = FactsField(_("attributes"), default=dict, blank=True)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(fields=["product", "language"], name="product_once_a_language"),
            slug_once_a_language("product"),
        ]


@isolate()
class CategoryTranslation(Translation):
    category = ParentalKey(Category, on_delete=models.CASCADE, related_name="translations")
    description = models.TextField(_("description"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(
                fields=["category", "language"], name="category_once_a_language"
            ),
            slug_once_a_language("category"),
        ]


@isolate()
class CollectionTranslation(Translation):
    collection = ParentalKey(Collection, on_delete=models.CASCADE, related_name="translations")
    description = models.TextField(_("description"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "language"], name="collection_once_a_language"
            ),
            slug_once_a_language("collection"),
        ]
