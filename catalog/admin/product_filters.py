from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from catalog.models import Category, Product, ProductCategory


def categories(request: HttpRequest) -> QuerySet[Category]:
    return Category.objects.all()


class ProductFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        method="filter_status",
        choices=[
            ("live", _("Published")),
            ("draft", _("Draft")),
            ("changed", _("Published, with changes waiting")),
        ],
        empty_label=_("All"),
    )
    category = django_filters.ModelChoiceFilter(
        label=_("Category"), queryset=categories, method="filter_category"
    )

    class Meta:
        model = Product
        fields: list[str] = []

    def filter_status(
        self, products: QuerySet[Product], name: str, value: str
    ) -> QuerySet[Product]:
        wanted: dict[str, dict[str, Any]] = {
            "live": {"live": True},
            "draft": {"live": False},
            "changed": {"live": True, "has_unpublished_changes": True},
        }
        return products.filter(**wanted[value])

    def filter_category(
        self, products: QuerySet[Product], name: str, value: Category
    ) -> QuerySet[Product]:
        links = ProductCategory.objects.filter(product=OuterRef("pk"), category=value)
        return products.filter(Exists(links))
