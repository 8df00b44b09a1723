from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from stores.features import FEATURES
from stores.models import Store
from stores.selectors.plan import (
    beyond_plan,
    features_of,
    plans_for,
    plans_with,
    price_of,
    trial_of,
)
from stores.usage import usage_of

VIEW_PLAN = "stores.view_plan"


class PlanAndUsageView(WagtailAdminTemplateMixin, TemplateView):
    """What the store may use, how much of it it uses, and what other plans offer."""

    template_name = "stores/plan/usage.html"
    page_title = gettext_lazy("Plan and usage")
    header_icon = "list-ul"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.store.is_platform:
            raise Http404
        if not request.user.has_perm(VIEW_PLAN):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def store(self) -> Store:
        return self.request.store  # type: ignore[attr-defined]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        store = self.store
        return super().get_context_data(
            plan=store.plan,
            price=price_of(store.plan) if store.plan else "",
            usage=usage_of(store),
            features=features_of(store),
            beyond=beyond_plan(store),
            plans=plans_for(store),
            trial=trial_of(store),
            **kwargs,
        )


View = Callable[..., HttpResponseBase]


def requires_feature(feature: str) -> Callable[[View], View]:
    """For a screen that comes with ``feature``: without it whoever follows an address reads which
    plans have it (status 403). The menu leaves it out: ``PermittedMenuItem(feature=…)``.

    Below the view's own check of permissions, so that it tells nothing to who may not use it."""
    if feature not in FEATURES:
        raise KeyError(f"Unknown feature {feature!r}; declare it in stores/features.py.")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.store.has_feature(feature):  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)
            return not_in_plan(request, feature)

        return guarded

    return decorate


def not_in_plan(request: HttpRequest, feature: str) -> HttpResponse:
    context = {
        "page_title": _("Not part of your plan"),
        "header_icon": "lock",
        "feature": FEATURES[feature],
        "plans": plans_with(feature),
        "may_see_plan": request.user.has_perm(VIEW_PLAN),
    }
    return render(request, "stores/plan/lacking.html", context, status=403)
