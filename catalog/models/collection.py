from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from catalog.models.in_languages import InLanguages
from catalog.models.product import Product
from catalog.models.seo import SearchEngineTexts
from stores.isolation.registry import isolate
from stores.models import StoreOwned
from stores.models.store import touch_generation


@isolate()
class Collection(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    StoreOwned,
    SearchEngineTexts,
    InLanguages,
    index.Indexed,
    ClusterableModel,
):
    """Products put together across categories: by hand, or by rules that are looked up when the
    collection is shown."""

    ROUTE = "catalog:collection"

    class Kind(models.TextChoices):
        MANUAL = "manual", _("By hand")
        RULES = "rules", _("By rules")

    class Match(models.TextChoices):
        ALL = "all", _("All rules")
        ANY = "any", _("One of the rules")

    class Sorting(models.TextChoices):
        CHOSEN = "chosen", _("As chosen")
        NEWEST = "newest", _("Newest first")
        NAME = "name", _("By name")
        PRICE = "price", _("Price, low to high")
        PRICE_DOWN = "-price", _("Price, high to low")
        POPULAR = "popular", _("Best sellers first")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, help_text=_("The end of its address."))
    description = models.TextField(_("description"), max_length=1000, blank=True)
    image = models.ForeignKey(
        "stores.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    kind = models.CharField(_("chosen"), max_length=20, choices=Kind.choices, default=Kind.MANUAL)
    match = models.CharField(_("match"), max_length=10, choices=Match.choices, default=Match.ALL)
    sorting = models.CharField(
        _("order"), max_length=20, choices=Sorting.choices, default=Sorting.CHOSEN
    )

    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.FilterField("live"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "slug"],
                name="collection_slug_once_a_store",
                violation_error_message=_("Another collection has this slug; choose another."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        from catalog.services.keep_addresses import addresses_of, keep_addresses

        is_whole = kwargs.get("update_fields") is None  # Saving a draft names its fields.
        with transaction.atomic():
            before = addresses_of(self) if is_whole else {}
            super().save(*args, **kwargs)
            if is_whole:
                keep_addresses(self, before)
                touch_generation(self.store_id)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        from catalog.services.keep_addresses import forget_addresses

        store_id = self.store_id
        with transaction.atomic():
            forget_addresses(self)
            result = super().delete(*args, **kwargs)
            touch_generation(store_id)
        return result

    # Previews render the storefront's own page with what the editor has typed so far.

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "catalog/collection.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from catalog.previews import preview_of_collection

        context = super().get_preview_context(request, mode_name)
        return {**context, **preview_of_collection(request, self)}


@isolate()
class CollectionProduct(StoreOwned, Orderable):
    """A product chosen by hand."""

    collection = ParentalKey(Collection, on_delete=models.CASCADE, related_name="chosen")
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "product"], name="product_once_a_collection"
            )
        ]

    def __str__(self) -> str:
        return str(self.product)


@isolate()
class CollectionRule(StoreOwned, Orderable):
    """What products of the collection have in common, such as: price under 20."""

    class Subject(models.TextChoices):
        CATEGORY = "category", _("Category")
        BRAND = "brand", _("Brand")
        TAG = "tag", _("Tag")
        ATTRIBUTE = "attribute", _("Attribute")
        OPTION = "option", _("Option")
        PRICE_UNDER = "price_under", _("Price under")
        PRICE_FROM = "price_from", _("Price from")
        ON_SALE = "on_sale", _("On sale")
        AVAILABLE = "available", _("Available")
        NEW = "new", _("Published in the last days")

    collection = ParentalKey(Collection, on_delete=models.CASCADE, related_name="rules")
    subject = models.CharField(_("what"), max_length=20, choices=Subject.choices)
    name = models.CharField(
        _("name"), max_length=60, blank=True, help_text=_("Of the attribute or option: Material.")
    )
    value = models.CharField(
        _("value"), max_length=200, blank=True, help_text=_("Such as Oak, 20 or a category's slug.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("rule")
        verbose_name_plural = _("rules")

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.name} {self.value}".strip()
