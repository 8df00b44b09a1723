from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from commerce.admin.order_actions import ACTIONS, offered_actions
from commerce.admin.order_columns import order_columns
from commerce.models import Order
from commerce.selectors import order_detail

LARGEST_NUMBER = 2**31 - 1


class OrderIndexView(generic.IndexView):
    """Newest first. Orders whose payment is under way show only if asked for by status."""

    any_permission_required = ["view", "change"]
    search_fields = ["number", "email"]

    def get_base_queryset(self) -> QuerySet[Order]:
        orders = super().get_base_queryset()
        if self.request.GET.get("status"):
            return orders
        return orders.exclude(status=Order.Status.DRAFT)

    def search_queryset(self, queryset: QuerySet[Order]) -> QuerySet[Order]:
        """By number (with or without #), by e-mail or the customer's name in part."""
        if not self.is_searching:
            return queryset
        query = self.search_query.strip()
        found = Q(email__icontains=query) | Q(shipping_address__name__icontains=query)
        digits = query.removeprefix("#")
        if digits.isascii() and digits.isdigit() and int(digits) <= LARGEST_NUMBER:
            found |= Q(number=int(digits))
        return queryset.filter(found)

    @cached_property
    def columns(self) -> list[Any]:
        number = TitleColumn(
            "number",
            label=gettext_lazy("Order"),
            accessor="reference",
            get_url=lambda order: reverse("orders:detail", args=[order.pk]),
            sort_key="number",
        )
        return [number, *order_columns()]


class OrderView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One order; POST to ``…/<action>/`` does something with it."""

    template_name = "commerce/admin/order.html"
    header_icon = "clipboard-list"
    model = Order
    any_permission_required = ["view", "change"]

    @cached_property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Order)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.store.is_platform:  # type: ignore[attr-defined]
            raise Http404
        self.order = get_object_or_404(Order, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Order %(reference)s") % {"reference": self.order.reference}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("orders:index"), "label": _("Orders")},
            {"url": "", "label": self.order.reference},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        order = self.order
        failed = {key: kwargs.pop(key) for key in ("failed", "failed_form") if key in kwargs}
        return super().get_context_data(
            order=order,
            address=order.address.lines(get_language() or "en"),
            lines=order_detail.lines(order),
            totals=order_detail.totals(order),
            taxes=order_detail.taxes(order),
            payments=order_detail.payments(order),
            fulfillments=order.fulfillments.all(),
            timeline=order_detail.timeline(order),
            actions=offered_actions(order, self.request.user, **failed),  # type: ignore[arg-type]
            **kwargs,
        )


class OrderActionView(OrderView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = ACTIONS.get(kwargs["action"])
        if action is None:
            raise Http404
        if not request.user.has_perm(action.permission):
            raise PermissionDenied
        form = action.form_class_for(self.order)(request.POST, auto_id=f"{kwargs['action']}-%s")
        if not form.is_valid():
            return self.refuse(kwargs["action"], form, None)
        try:
            action.execute(order=self.order, user=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as error:
            return self.refuse(kwargs["action"], form, error)
        messages.success(request, action.done)
        return HttpResponseRedirect(reverse("orders:detail", args=[self.order.pk]))

    def refuse(self, name: str, form: forms.Form, error: ValidationError | None) -> HttpResponse:
        messages.error(
            self.request, " ".join(error.messages) if error else _("Please mend what is marked.")
        )
        self.order.refresh_from_db()
        return self.render_to_response(self.get_context_data(failed=name, failed_form=form))
