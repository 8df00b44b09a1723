from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry

from catalog.admin.stock_columns import StockFilterSet, level_in_words, stock_columns
from catalog.admin.stock_form import StockForm
from catalog.models import Product, StockItem, StockMovement, StockPolicy
from catalog.selectors.stock_levels import with_low_mark
from stores.admin.viewsets import NOT_EDITED

MOVEMENTS_SHOWN = 50


class StockIndexView(generic.IndexView):
    """All variants with their stock."""

    page_title = gettext_lazy("Stock")
    any_permission_required = ["change"]
    search_fields = ["variant__product__name", "variant__sku"]

    def get_base_queryset(self) -> QuerySet[StockItem]:
        items = StockItem.objects.filter(variant__retired_at=None)
        waiting = Q(variant__stock_notices__sent_at=None, variant__stock_notices__isnull=False)
        return (
            with_low_mark(items)
            .select_related("variant__product")
            .annotate(waiting=Count("variant__stock_notices", filter=waiting))
        )

    @cached_property
    def columns(self) -> list[Any]:
        return stock_columns()

    def get_add_url(self) -> None:
        return None


class StockEditView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Stock of one product's variants: apart from the editor, because no draft holds it."""

    template_name = "catalog/admin/stock.html"
    page_title = gettext_lazy("Stock")
    header_icon = "list-ol"
    permission_required = "change"
    model = StockItem

    @cached_property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(StockItem)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.store.is_platform:  # type: ignore[attr-defined]
            raise Http404
        self.product = get_object_or_404(Product, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def items(self) -> list[StockItem]:
        found = StockItem.objects.filter(
            variant__product=self.product, variant__retired_at=None
        ).order_by("variant__sort_order", "variant_id")
        items = list(with_low_mark(found).select_related("variant"))
        for item in items:
            item.level = level_in_words(item)  # type: ignore[attr-defined]
        return items

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = StockForm(request.POST, items=self.items())
        count = form.save_or_explain(user=request.user) if form.is_valid() else None  # type: ignore[arg-type]
        if count is None:
            messages.error(request, _("The stock could not be saved due to errors."))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(
            request,
            ngettext("Stock of %(n)d variant set.", "Stock of %(n)d variants set.", count)
            % {"n": count}
            if count
            else _("Nothing was typed, so nothing was changed."),
        )
        return HttpResponseRedirect(reverse("catalog_stock:edit", args=[self.product.pk]))

    def get_page_subtitle(self) -> str:
        return self.product.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("catalog_stock:index"), "label": _("Stock")},
            {"url": "", "label": self.product.name},
        ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm("catalog.change_product"):
            return []
        url = reverse("wagtailsnippets_catalog_product:edit", args=[quote(self.product.pk)])
        return [HeaderButton(_("Edit product"), url=url, icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", StockForm(items=self.items()))
        movements = StockMovement.objects.filter(item__variant__product=self.product)
        return super().get_context_data(
            product=self.product,
            has_owed=any(
                item.variant.stock_policy == StockPolicy.BACKORDER for item in kwargs["form"].items
            ),
            movements=movements.select_related("item__variant", "user")[:MOVEMENTS_SHOWN],
            **kwargs,
        )


class StockViewSet(ModelViewSet):
    model = StockItem
    icon = "list-ol"
    menu_label = gettext_lazy("Stock")
    menu_name = "stock"
    menu_order = 65
    add_to_admin_menu = True
    list_per_page = 50
    ordering = "variant__product__name"
    search_fields = ["variant__product__name", "variant__sku"]
    index_view_class = StockIndexView
    filterset_class = StockFilterSet
    form_fields = ["on_hand"]
    copy_view_enabled = False

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", StockEditView.as_view(), name="edit"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """There is nothing to add, delete, or look up the history of."""
        return super().get_common_view_kwargs(**{**NOT_EDITED, **kwargs})

    @property
    def url_finder_class(self) -> Any:
        from wagtail.admin.admin_url_finder import ModelAdminURLFinder

        return type("_StockURLFinder", (ModelAdminURLFinder,), {"edit_url_name": None})
