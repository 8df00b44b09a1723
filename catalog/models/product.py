from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import ProtectedError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
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
from stores.isolation.registry import isolate
from stores.models import Store, StoreOwned
from stores.models.store import touch_generation
from stores.money import Money, round_money


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
    index.Indexed,
    ClusterableModel,
):
    """What is for sale, in one or several variants. A revision restores all of its cluster
    (variants, options, pictures, categories), so what moves by itself is kept elsewhere:
    stock and reservations in catalog.models.stock."""

    public_id = models.UUIDField(default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200, help_text=_("The end of its address."))
    short_description = models.CharField(
        _("short description"), max_length=300, blank=True, help_text=_("Shown in lists.")
    )
    description = RichTextField(
        _("description"), blank=True, features=["bold", "italic", "ol", "ul", "h3", "link"]
    )
    tax_class = models.CharField(
        _("tax class"), max_length=20, choices=TaxClass.choices, default=TaxClass.STANDARD
    )
    attributes = FactsField(
        _("attributes"),
        default=dict,
        blank=True,
        help_text=_('Facts for the product page, as {"Origin": "Ethiopia"}.'),
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

    def get_absolute_url(self) -> str:
        return reverse("catalog:product", args=[self.slug])

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the read model in step. Saving a draft names its fields and changes nothing."""
        from catalog.services.index_product import index_product

        with transaction.atomic():
            super().save(*args, **kwargs)
            if kwargs.get("update_fields") is None:
                index_product(product_id=self.pk)
                touch_generation(self.store_id)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        store_id = self.store_id
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
class Option(StoreOwned, Orderable):
    """What variants differ in, such as Size. A product has up to three, in order."""

    MAX_PER_PRODUCT = 3

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="options")
    name = models.CharField(_("name"), max_length=60, help_text=_("Such as Size or Colour."))

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["product", "name"], name="option_name_once_a_product")
        ]

    def __str__(self) -> str:
        return self.name


@isolate()
class Variant(StoreOwned, Orderable):
    """One sellable form of a product. Keeps its key through every publish; one that was ever
    ordered is retired and not deleted."""

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="variants")
    public_id = models.UUIDField(default=uuid7, editable=False)
    sku = models.CharField(_("SKU"), max_length=64)
    option1 = models.CharField(_("first option"), max_length=80, blank=True)
    option2 = models.CharField(_("second option"), max_length=80, blank=True)
    option3 = models.CharField(_("third option"), max_length=80, blank=True)
    currency = models.CharField(max_length=3, editable=False)
    price = models.DecimalField(
        _("price"),
        max_digits=14,
        decimal_places=3,
        validators=[MinValueValidator(0)],
        help_text=_("In the store's currency; with tax if the store's prices include it."),
    )
    compare_at_price = models.DecimalField(
        _("former price"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    weight_grams = models.PositiveIntegerField(_("weight in grams"), default=0)
    image = models.ForeignKey(
        "stores.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "sku"],
                condition=models.Q(retired_at=None),
                name="variant_sku_once_a_store",
                violation_error_message=_("Another variant has this SKU; choose another."),
            ),
            models.UniqueConstraint(fields=["store", "public_id"], name="variant_public_id"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="variant_price_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.product.name} – {self.name}" if self.name else self.product.name

    @property
    def option_values(self) -> list[str]:
        return [value for value in (self.option1, self.option2, self.option3) if value]

    @property
    def name(self) -> str:
        """Its options in words, such as “250 g / Filter”; empty for a product with one variant."""
        return " / ".join(self.option_values)

    @property
    def money(self) -> Money:
        return Money(self.price, self.currency)

    @property
    def compare_at_money(self) -> Money | None:
        """The former price, where it is higher than today's."""
        if self.compare_at_price is None or self.compare_at_price <= self.price:
            return None
        return Money(self.compare_at_price, self.currency)

    def clean(self) -> None:
        super().clean()
        self.take_currency()
        for name in ("price", "compare_at_price"):
            amount = getattr(self, name)
            if amount is not None and round_money(amount, self.currency) != amount:
                raise ValidationError(
                    {
                        name: _("%(currency)s has no amounts as fine as %(amount)s.")
                        % {"currency": self.currency, "amount": amount.normalize()}
                    }
                )

    def take_currency(self) -> None:
        if not self.currency and self.store_id:
            self.currency = Store.all_objects.values_list("currency", flat=True).get(
                pk=self.store_id
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        from catalog.models.stock import StockItem

        self.take_currency()
        super().save(*args, **kwargs)
        StockItem.objects.get_or_create(variant=self, defaults={"store_id": self.store_id})

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Deletes, or retires if an order (or anything else that protects it) names it."""
        try:
            with transaction.atomic():
                return super().delete(*args, **kwargs)
        except ProtectedError:
            Variant.objects.filter(pk=self.pk, retired_at=None).update(retired_at=timezone.now())
            return 0, {}


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
