from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase
from uuid6 import uuid7
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from catalog.models.facts import FactsField
from catalog.models.in_languages import InLanguages
from catalog.models.seo import SearchEngineTexts
from stores.claims import claim
from stores.isolation.registry import isolate
from stores.models import Store, StoreOwned, Tag
from stores.models.store import touch_generation

if TYPE_CHECKING:
    from catalog.models.variant import Variant


DESCRIPTION_FEATURES = ["bold", "italic", "ol", "ul", "h3", "link"]


class TaxClass(models.TextChoices):
    STANDARD = "standard", _("Standard")
    REDUCED = "reduced", _("Reduced")
    ZERO = "zero", _("Zero")


@isolate()
class Product(
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
    """What is for sale, in one or several variants. A revision restores all of its cluster
    (variants, options, pictures, categories), so what moves by itself is kept elsewhere:
    stock and reservations in catalog.models.stock."""

    ROUTE = "catalog:product"

    public_id = models.UUIDField(default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200, help_text=_("The end of its address."))
    short_description = models.CharField(
        _("short description"), max_length=300, blank=True, help_text=_("Shown in lists.")
    )
    description = RichTextField(_("description"), blank=True, features=DESCRIPTION_FEATURES)
    tax_class = models.CharField(
        _("tax class"), max_length=20, choices=TaxClass.choices, default=TaxClass.STANDARD
    )
    attributes = FactsField(
        _("attributes"),
        default=dict,
        blank=True,
        help_text=_('Facts for the product page, as {"Origin": "Ethiopia"}.'),
    )
    brand = models.ForeignKey(
        "catalog.Brand",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="products",
        verbose_name=_("brand"),
    )
    tags = ClusterTaggableManager(
        through="catalog.ProductTag",
        blank=True,
        verbose_name=_("tags"),
        help_text=_("Words to find it by, and for rules of collections."),
    )
    minimum_quantity = models.PositiveIntegerField(
        _("smallest quantity"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Of each variant in one order."),
    )
    maximum_quantity = models.PositiveIntegerField(
        _("largest quantity"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Of each variant in one order; empty: as many as there are."),
    )

    created_at = models.DateTimeField(default=timezone.now, editable=False)

    search_fields = [
        index.SearchField("name", boost=2),
        index.SearchField("short_description"),
        index.AutocompleteField("name"),
        index.FilterField("live"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "slug"],
                name="product_slug_once_a_store",
                violation_error_message=_("Another product has this slug; choose another."),
            ),
            models.UniqueConstraint(fields=["store", "public_id"], name="product_public_id"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def main_image(self) -> ProductImage | None:
        return next(iter(self.images.all()), None)

    def sellable_variants(self) -> list[Variant]:
        """The variants that are for sale, in order; from memory, so that previews work."""
        return [variant for variant in self.variants.all() if variant.retired_at is None]

    def clean(self) -> None:
        super().clean()
        if not isinstance(self.attributes, dict):
            raise ValidationError({"attributes": _('Write attributes as {"Name": "value", …}.')})
        if self.maximum_quantity and self.maximum_quantity < (self.minimum_quantity or 1):
            raise ValidationError(
                {"maximum_quantity": _("The largest quantity is less than the smallest.")}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the read model in step. Saving a draft names its fields and changes nothing.
        Raises LimitReached for a new product that the store's plan does not allow."""
        from catalog.services.index_product import index_product
        from catalog.services.keep_addresses import addresses_of, keep_addresses
        from catalog.services.stock import lock_product

        is_whole = kwargs.get("update_fields") is None
        with transaction.atomic():
            if self.pk:
                lock_product(self.pk)
            else:
                owner = Store.all_objects.select_related("plan").get(pk=self.store_id)  # type: ignore[misc]
                claim(owner, "products")
            before = addresses_of(self) if is_whole else {}
            super().save(*args, **kwargs)
            if is_whole:
                keep_addresses(self, before)
                index_product(product_id=self.pk)
                touch_generation(self.store_id)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        from catalog.services.keep_addresses import forget_addresses
        from catalog.services.stock import lock_product

        store_id = self.store_id
        with transaction.atomic():
            lock_product(self.pk)
            forget_addresses(self)
            result = super().delete(*args, **kwargs)
            touch_generation(store_id)
        return result

    # Previews render the storefront's own page with what the editor has typed so far.

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "catalog/product.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from catalog.selectors.product_page import product_context

        return {
            **super().get_preview_context(request, mode_name),
            **product_context(self, is_preview=True),
        }


@isolate()
class ProductImage(StoreOwned, Orderable):
    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="images")
    image = models.ForeignKey(
        "stores.Image", on_delete=models.CASCADE, related_name="+", verbose_name=_("picture")
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What the picture shows, for those who do not see it."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.alt or str(self.image)


@isolate()
class ProductCategory(StoreOwned, Orderable):
    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="product_categories")
    category = models.ForeignKey(
        "catalog.Category",
        on_delete=models.CASCADE,
        related_name="product_categories",
        verbose_name=_("category"),
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["product", "category"], name="category_once_a_product")
        ]

    def __str__(self) -> str:
        return str(self.category)


@isolate()
class ProductTag(StoreOwned, ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_products")
    content_object = ParentalKey(Product, on_delete=models.CASCADE, related_name="tagged_items")
