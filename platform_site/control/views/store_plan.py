"""What one store may use: its plan, and what it has beyond it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, View
from wagtail.admin import messages

from platform_site.control.plan_forms import ChangePlanForm, OverrideForm, TrialForm
from platform_site.control.views.base import StorePage
from stores.models import Plan, Store
from stores.scope import platform_scope
from stores.selectors.plan import beyond_plan, card_of, price_of, trial_of
from stores.selectors.plan_effects import effects_of
from stores.services.plans.change_plan import change_plan
from stores.services.plans.overrides import end_override, give_override
from stores.services.plans.set_trial import set_trial
from stores.usage import usage_of


def plan_context(store: Store) -> dict[str, Any]:
    """For the part of a store's page. One query: the use of everything."""
    with platform_scope():
        usage = usage_of(store)
    return {
        "plan_price": price_of(store.plan) if store.plan else "",
        "usage": usage,
        "beyond": beyond_plan(store),
        "trial": trial_of(store),
    }


class ChangePlanView(StorePage, FormView):
    """First which plan (GET ``plan``), then what it would mean, then it is done (POST)."""

    template_name = "platform_site/control/store_plan.html"
    form_class = ChangePlanForm

    def get_page_title(self) -> str:
        return _("Change the plan of %(name)s") % {"name": self.store_record.name}

    @cached_property
    def plans(self) -> list[Plan]:
        with platform_scope():
            return list(Plan.objects.all())

    @property
    def chosen(self) -> Plan | None:
        """Another plan that the address or the form names."""
        code = self.request.POST.get("plan") or self.request.GET.get("plan")
        others = (plan for plan in self.plans if plan.pk != self.store_record.plan_id)
        return next((plan for plan in others if plan.code == code), None)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "store": self.store_record, "plans": self.plans}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.chosen is not None:
            form.fields["start_trial"].label = _("Start a trial of %(days)d days") % {
                "days": self.chosen.trial_days
            }
        return form

    def get_initial(self) -> dict[str, Any]:
        return {"start_trial": self.store_record.trial_ends_at is None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.chosen
        if chosen is not None:
            with platform_scope():
                kwargs["effects"] = effects_of(self.store_record, chosen)
        return super().get_context_data(
            chosen=chosen, cards=[card_of(plan) for plan in self.plans], **kwargs
        )

    def form_valid(self, form: ChangePlanForm) -> HttpResponse:
        try:
            store = change_plan(slug=self.kwargs["slug"], **form.cleaned_data)
        except Store.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            form.explain(error)
            return self.form_invalid(form)
        plan = store.plan.name if store.plan else ""
        messages.success(
            self.request,
            _("%(name)s is on %(plan)s now; the owners are told.")
            % {"name": store.name, "plan": plan},
        )
        return redirect(self.detail_url)


class TrialView(StorePage, FormView):
    """When the store's trial ends, its plan being as it is."""

    template_name = "platform_site/control/store_trial.html"
    form_class = TrialForm

    def get_page_title(self) -> str:
        return _("The trial of %(name)s") % {"name": self.store_record.name}

    def get_initial(self) -> dict[str, Any]:
        return {"until": self.store_record.trial_ends_at}

    def form_valid(self, form: TrialForm) -> HttpResponse:
        try:
            store = set_trial(slug=self.kwargs["slug"], until=form.cleaned_data["until"])
        except Store.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            form.explain(error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("The trial ends when you said.") if store.trial_ends_at else _("No trial runs."),
        )
        return redirect(self.detail_url)


class OverrideView(StorePage, FormView):
    """Gives the store something beyond its plan, or less."""

    template_name = "platform_site/control/store_override.html"
    form_class = OverrideForm

    def get_page_title(self) -> str:
        return _("%(name)s: beyond the plan") % {"name": self.store_record.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "store": self.store_record}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(beyond=beyond_plan(self.store_record), **kwargs)

    def form_valid(self, form: OverrideForm) -> HttpResponse:
        typed = form.cleaned_data
        try:
            give_override(
                slug=self.kwargs["slug"],
                name=typed["name"],
                value=form.value(),
                until=typed["until"],
                reason=typed["reason"],
                by=str(self.request.user.email),  # type: ignore[union-attr]
            )
        except Store.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            form.explain(error)
            return self.form_invalid(form)
        messages.success(self.request, _("It counts from now on."))
        return redirect(self.detail_url)


class EndOverrideView(StorePage, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            end_override(slug=kwargs["slug"], name=request.POST.get("name", ""))
        except Store.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Ended: the plan counts again."))
        return redirect(self.detail_url)
