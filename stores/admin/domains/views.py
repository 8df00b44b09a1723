from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from stores.admin.domains.base import DomainScreen, OneDomainScreen
from stores.admin.domains.forms import AddForm, ConfirmForm, UnseenForm
from stores.claims import may_claim
from stores.domain_states import DomainState
from stores.hostnames import in_unicode
from stores.models import Domain
from stores.scope import store_scope
from stores.services.domains.add_domain import add_domain, refuse_without_feature
from stores.services.domains.check_now import check_now
from stores.services.domains.make_primary import make_primary
from stores.services.domains.remove_domain import remove_domain


class DomainListView(DomainScreen, TemplateView):
    template_name = "stores/domains/list.html"
    page_title = gettext_lazy("Domains")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @property
    def refusal(self) -> str:
        """Why the store can have no further domain; empty if it can."""
        with store_scope(self.store):
            try:
                refuse_without_feature(self.store)
            except ValidationError as refused:
                return refused.messages[0]
            reached = may_claim(self.store, "domains")
        return reached.messages[0] if reached else ""

    def get_header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Add a domain"), url=self.url("add"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [(state, self.url("domain", state.domain.pk)) for state in self.states]
        return super().get_context_data(rows=rows, refusal=self.refusal, **kwargs)


class DomainFormScreen(FormView):
    """A form that calls one verb, whose refusal the form explains."""

    submit_label: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["media"] = context["form"].media
        context["submit_button_label"] = self.submit_label
        context["submit_button_active_label"] = _("One moment…")
        return context

    def explain(self, form: forms.Form, error: ValidationError) -> HttpResponse:
        form.add_error("hostname" if "hostname" in form.fields else None, error)
        return self.form_invalid(form)


class AddDomainView(DomainScreen, DomainFormScreen):
    form_class = AddForm
    template_name = "stores/domains/form.html"
    page_title = gettext_lazy("Add a domain")
    submit_label = gettext_lazy("Add")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            domain = add_domain(store=self.store, hostname=form.cleaned_data["hostname"])
        except ValidationError as error:
            return self.explain(form, error)
        messages.success(
            self.request,
            _("%(name)s is noted. Make these records in its DNS now.")
            % {"name": in_unicode(domain.hostname)},
        )
        return redirect(self.url("domain", domain.pk))


class DomainView(OneDomainScreen, TemplateView):
    template_name = "stores/domains/domain.html"


class CheckView(OneDomainScreen, View):
    """Asks DNS while the person waits."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            domain = check_now(store=self.store, domain_id=self.kwargs["pk"])
        except Domain.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.domain_url)
        state = DomainState(domain, leads_to=self.state.leads_to)
        if state.problem:
            messages.warning(request, state.problem)
        else:
            messages.success(request, _("%(name)s is proved.") % {"name": state.name})
        return redirect(self.domain_url)


class PrimaryView(OneDomainScreen, DomainFormScreen):
    template_name = "stores/domains/confirm.html"
    submit_label = gettext_lazy("Make primary")

    def get_page_title(self) -> str:
        return _("Make %(name)s primary") % {"name": self.state.name}

    @property
    def is_unseen(self) -> bool:
        return self.state.is_own and self.state.domain.leads_here is not True

    def get_form_class(self) -> type[forms.Form]:
        return UnseenForm if self.is_unseen else ConfirmForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.state.may_lead:
            return redirect(self.domain_url)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = {"name": self.state.name}
        what = [
            _("Shoppers see the store under %(name)s. Its other addresses redirect there for good.")
            % names,
            _("Staff sign in there, too, and have to do so once more."),
        ]
        if self.is_unseen:
            what.append(
                _(
                    "We did not see %(name)s lead to this store. If it does not, nobody reaches the"
                    " store any more until you choose another primary domain."
                )
                % names
            )
        return super().get_context_data(what_happens=what, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        unseen = bool(form.cleaned_data.get("although_unseen"))
        try:
            make_primary(store=self.store, domain_id=self.state.domain.pk, although_unseen=unseen)
        except Domain.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            return self.explain(form, error)
        messages.success(
            self.request, _("%(name)s is the primary domain now.") % {"name": self.state.name}
        )
        return redirect(self.url())


class RemoveDomainView(OneDomainScreen, DomainFormScreen):
    template_name = "stores/domains/confirm.html"
    form_class = ConfirmForm
    header_icon = "bin"
    submit_label = gettext_lazy("Yes, remove")

    def get_page_title(self) -> str:
        return _("Remove %(name)s") % {"name": self.state.name}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.state.may_go:
            return redirect(self.domain_url)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        what = [
            _("From now on nothing answers at %(name)s. Links to it lead nowhere.")
            % {"name": self.state.name},
            _("You can add it again, and prove it by another record."),
        ]
        return super().get_context_data(what_happens=what, is_serious=True, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            remove_domain(store=self.store, domain_id=self.state.domain.pk)
        except Domain.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            return self.explain(form, error)
        messages.success(self.request, _("%(name)s is removed.") % {"name": self.state.name})
        return redirect(self.url())
