"""The plans themselves: list, create, copy, edit, order, delete."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from platform_site.control.plan_forms import PlanForm
from platform_site.control.plan_selectors import plans_with_stores, stores_near_limits
from platform_site.control.views.base import HOME, ControlPage
from stores.models import Plan
from stores.scope import platform_scope
from stores.selectors.plan import card_of
from stores.selectors.plan_effects import EditEffects, effects_of_edit
from stores.services.plans.save_plan import delete_plan, move_plan, save_plan, why_kept

PLANS = {"url": reverse_lazy("control:plans"), "label": gettext_lazy("Plans")}


class PlanPage(ControlPage):
    header_icon = "list-ul"
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, PLANS, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def plan(self) -> Plan:
        with platform_scope():
            found = Plan.objects.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found


class PlansView(PlanPage, TemplateView):
    template_name = "platform_site/control/plans.html"
    page_title = gettext_lazy("Plans")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, {"url": "", "label": self.get_page_title()}]

    def get_header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_("Add a plan"), url=reverse("control:plan_create"), icon_name="plus"),
            HeaderButton(_("Stores near their limits"), url=reverse("control:near_limits")),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            plans = plans_with_stores()
        rows = [(card_of(plan), plan) for plan in plans]
        return super().get_context_data(rows=rows, **kwargs)


class PlanFormView(PlanPage, FormView):
    template_name = "platform_site/control/plan_form.html"
    form_class = PlanForm

    def get_instance(self) -> Plan:
        return Plan()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.get_instance()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with platform_scope():
            form = self.get_form()
            return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: PlanForm) -> HttpResponse:
        try:
            plan = save_plan(plan=form.instance)
        except ValidationError as error:
            form.explain(error)
            return self.form_invalid(form)
        messages.success(self.request, _("%(plan)s is saved.") % {"plan": plan.name})
        return redirect("control:plans")

    def form_invalid(self, form: PlanForm) -> HttpResponse:
        messages.error(self.request, _("Nothing was saved: see the fields marked below."))
        return super().form_invalid(form)


class PlanCreateView(PlanFormView):
    page_title = gettext_lazy("Add a plan")


class PlanCopyView(PlanFormView):
    """A new plan that begins as another is."""

    def get_page_title(self) -> str:
        return _("Copy %(plan)s") % {"plan": self.plan.name}

    def get_instance(self) -> Plan:
        copied = ("price", "currency", "trial_days", "features", "limits", "requires_second_factor")
        values = {name: getattr(self.plan, name) for name in copied}
        name = _("%(plan)s (copy)") % {"plan": self.plan.name}
        return Plan(**values, name=name[:80], code=f"{self.plan.code[:45]}-copy")


class PlanEditView(PlanFormView):
    """What would narrow the stores on the plan is shown first, and saved when it was seen."""

    def get_page_title(self) -> str:
        return _("Edit %(plan)s") % {"plan": self.plan.name}

    def get_instance(self) -> Plan:
        with platform_scope():
            return Plan.objects.get(pk=self.plan.pk)

    def form_valid(self, form: PlanForm) -> HttpResponse:
        effects = effects_of_edit(self.plan, form.instance)
        seen = digest_of(effects)
        if effects.needs_confirmation and self.request.POST.get("seen") != seen:
            context = self.get_context_data(form=form, effects=effects, seen=seen)
            return self.render_to_response(context)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            why = why_kept(self.plan)
        return super().get_context_data(plan=self.plan, why_kept=why, **kwargs)


def digest_of(effects: EditEffects) -> str:
    """What somebody has seen and agreed to; other effects ask again."""
    text = "\n".join([str(effects.store_count), *effects.lines()])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class PlanDeleteView(PlanPage, TemplateView):
    template_name = "platform_site/control/plan_delete.html"

    def get_page_title(self) -> str:
        return _("Delete %(plan)s") % {"plan": self.plan.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            return super().get_context_data(plan=self.plan, why_kept=why_kept(self.plan), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = self.plan.name
        try:
            delete_plan(plan_id=self.plan.pk)
        except Plan.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("%(plan)s is deleted.") % {"plan": name})
        return redirect("control:plans")


class PlanMoveView(PlanPage, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            move_plan(plan_id=self.plan.pk, up=request.POST.get("direction") == "up")
        except Plan.DoesNotExist:
            raise Http404 from None
        return redirect("control:plans")


class NearLimitsView(PlanPage, TemplateView):
    template_name = "platform_site/control/near_limits.html"
    page_title = gettext_lazy("Stores near their limits")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            return super().get_context_data(stores=stores_near_limits(), **kwargs)
