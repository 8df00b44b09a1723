from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views import snippets

from catalog.admin.delete_view import ExplainedDeleteView
from catalog.admin.product_columns import (
    picture_column,
    price_column,
    status_column,
    stock_column,
)
from catalog.models import Product, Variant
from catalog.selectors.product_figures import with_figures
from stores.claims import may_claim
from stores.limits import LimitReached
from stores.models import Image

STOCK_PERMISSION = "catalog.change_stockitem"


def stock_url(product: Product) -> str:
    return reverse("catalog_stock:edit", args=[product.pk])


class ProductIndexView(snippets.IndexView):
    def get_base_queryset(self) -> QuerySet[Product]:
        pictures = Image.objects.prefetch_renditions("fill-96x96")
        return with_figures(super().get_base_queryset()).prefetch_related(
            "images", Prefetch("images__image", queryset=pictures)
        )

    def search_queryset(self, queryset: QuerySet[Product]) -> QuerySet[Product]:
        """By any part of the name or of a variant's SKU."""
        if not self.is_searching:
            return queryset
        skus = Variant.objects.filter(product=OuterRef("pk"), sku__icontains=self.search_query)
        return queryset.filter(Q(name__icontains=self.search_query) | Exists(skus))

    @cached_property
    def columns(self) -> list[Any]:
        return [
            picture_column(),
            self._get_title_column("__str__"),
            price_column(),
            stock_column(),
            status_column(),
            UpdatedAtColumn(classname="admin-wide"),
        ]

    def get_list_more_buttons(self, instance: Product) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if self.request.user.has_perm(STOCK_PERMISSION):
            buttons.append(
                Button(_("Stock"), url=stock_url(instance), icon_name="list-ol", priority=15)
            )
        if instance.live:
            buttons.append(
                Button(
                    _("View in store"),
                    url=instance.get_absolute_url(),
                    icon_name="view",
                    priority=18,
                )
            )
        return buttons


class WriteMixin:
    """What creating and editing a product have in common."""

    request: HttpRequest
    object: Product
    produced_error_message: str
    produced_error_code: str

    def form_valid(self, form: Any) -> HttpResponse:
        """Two people may take a SKU or slug between each other's check and save."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except IntegrityError:
            self.produced_error_code = "validation_error"
            self.produced_error_message = _(
                "Somebody has just taken this slug or one of these SKUs. Look and save again."
            )
            return self.form_invalid(form)  # type: ignore[attr-defined]
        except LimitReached as reached:
            self.produced_error_code = "validation_error"
            self.produced_error_message = " ".join(reached.messages)
            return self.form_invalid(form)  # type: ignore[attr-defined]

    def get_success_buttons(self) -> list[Any]:
        buttons = super().get_success_buttons()  # type: ignore[misc]
        if self.request.user.has_perm(STOCK_PERMISSION):  # type: ignore[union-attr]
            buttons.append(messages.button(stock_url(self.object), _("Stock")))
        if Product.objects.filter(pk=self.object.pk, live=True).exists():
            buttons.append(messages.button(self.object.get_absolute_url(), _("View in store")))
        return buttons


class ProductCreateView(WriteMixin, snippets.CreateView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Says before anybody types that there is no room."""
        if reached := may_claim(request.store, "products"):  # type: ignore[attr-defined]
            messages.warning(request, " ".join(reached.messages))
        return super().get(request, *args, **kwargs)


class ProductEditView(WriteMixin, snippets.EditView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm(STOCK_PERMISSION):
            return []
        return [HeaderButton(_("Stock"), url=stock_url(self.object), icon_name="list-ol")]


class ProductDeleteView(ExplainedDeleteView, snippets.DeleteView):
    def explanation(self) -> str:
        return _(
            "“%(name)s” cannot be deleted, because orders name it. Unpublish it instead: it leaves"
            " the store, and the orders stay complete."
        ) % {"name": self.object}
