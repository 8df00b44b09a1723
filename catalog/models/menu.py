from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, PreviewableMixin

from catalog.models.category import Category
from catalog.models.collection import Collection
from stores.isolation.registry import isolate
from stores.links import valid_link
from stores.models import BasePage, StoreOwned
from stores.models.store import touch_generation


@isolate()
class Menu(PreviewableMixin, StoreOwned, ClusterableModel):
    """What the header, or a column of the footer, links to. Where a store has none of its own,
    categories and pages stand there (``catalog.selectors.navigation``)."""

    class Place(models.TextChoices):
        HEADER = "header", _("Header")
        FOOTER = "footer", _("Column of the footer")

    place = models.CharField(_("where"), max_length=10, choices=Place.choices, default=Place.HEADER)
    title = models.CharField(
        _("title"),
        max_length=60,
        help_text=_("Above a column of the footer; of the header for you alone."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Empty: for every language that has no menu of its own."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Columns of the footer, in this order.")
    )

    class Meta:
        ordering = ["place", "position", "pk"]
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "language"],
                condition=models.Q(place="header"),
                name="one_header_menu_a_language",
                violation_error_message=_("There is a menu for the header already: change that."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_place_display()}: {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            touch_generation(self.store_id)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        store_id = self.store_id
        result = super().delete(*args, **kwargs)
        touch_generation(store_id)
        return result

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "catalog/menu_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from catalog.selectors.navigation import show_menu

        show_menu(request, self)
        return super().get_preview_context(request, mode_name)


@isolate()
class MenuItem(StoreOwned, Orderable):
    """A link: to one of these, or to an address."""

    menu = ParentalKey(Menu, on_delete=models.CASCADE, related_name="items")
    label = models.CharField(
        _("words"), max_length=60, blank=True, help_text=_("Empty: the name of what it leads to.")
    )
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.CASCADE, related_name="+",
        verbose_name=_("category"),
    )  # fmt: skip
    collection = models.ForeignKey(
        Collection, null=True, blank=True, on_delete=models.CASCADE, related_name="+",
        verbose_name=_("collection"),
    )  # fmt: skip
    page = models.ForeignKey(
        BasePage, null=True, blank=True, on_delete=models.CASCADE, related_name="+",
        verbose_name=_("page"),
    )  # fmt: skip
    url = models.CharField(
        _("or address"),
        max_length=500,
        blank=True,
        validators=[valid_link],
        help_text=_("For example /products/ for all products, or https://… for another site."),
    )
    is_below = models.BooleanField(
        _("below the entry before it"),
        default=False,
        help_text=_("It opens with the nearest entry above that is not below another one."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("entry")
        verbose_name_plural = _("entries")

    def __str__(self) -> str:
        return self.label or str(self.target or self.url)

    @property
    def target(self) -> Category | Collection | BasePage | None:
        return self.category or self.collection or self.page

    def clean(self) -> None:
        super().clean()
        chosen = sum(map(bool, (self.category_id, self.collection_id, self.page_id, self.url)))
        if chosen != 1:
            raise ValidationError(
                _("Choose where it leads: one category, collection, page or address.")
            )
        if self.url and not self.label:
            raise ValidationError({"label": _("An address needs words to show.")})
