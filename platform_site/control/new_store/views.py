from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, RedirectView, TemplateView
from wagtail.admin import messages

from platform_site.control.new_store.draft import NAMES, REVIEW, STEPS, Draft
from platform_site.control.new_store.forms import StepForm
from platform_site.control.views.base import ControlPage
from platform_site.country_hints import country_hints
from stores.models import Plan, Store
from stores.scope import platform_scope
from stores.services.provision_store import provision_store


def address_of(step: str) -> str:
    return reverse(f"control:new_store_{step}")


class StartView(RedirectView):
    """To the first step; what was typed before and not made is there still."""

    pattern_name = f"control:new_store_{NAMES[0]}"


class StepPage(ControlPage):
    """Opens once the steps before are filled in; else leads to the first that is not."""

    request: HttpRequest
    step = NAMES[0]
    page_title = gettext_lazy("Create a store")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.draft = Draft(request)
        with platform_scope():
            self.before, missing = self.draft.checked(self.step)
        if missing and not self.may_be_done(request):
            return redirect(address_of(missing))
        with platform_scope():
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def may_be_done(self, request: HttpRequest) -> bool:
        return False

    @property
    def position(self) -> int:
        return NAMES.index(self.step)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        marks = [
            {
                "title": step.title,
                "url": address_of(step.name),
                "is_current": step.name == self.step,
                "is_reachable": n < self.position,
            }
            for n, step in enumerate(STEPS)
        ]
        return super().get_context_data(  # type: ignore[misc]
            marks=marks,
            number=self.position + 1,
            step_title=STEPS[self.position].title,
            domain=settings.PLATFORM_DOMAIN,
            country_hints=json.dumps(country_hints()),
            back_url=address_of(NAMES[self.position - 1]) if self.position else "",
            **kwargs,
        )


class StepView(StepPage, FormView):
    template_name = "platform_site/control/new_store/step.html"

    def get_form_class(self) -> type[StepForm]:
        form = STEPS[self.position].form
        assert form is not None
        return form

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "before": self.before}

    def get_initial(self) -> dict[str, Any]:
        return dict(self.draft.typed.get(self.step, {}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        self.draft.keep(self.step, request.POST, list(form.fields))
        if "back" in request.POST and self.position:
            return redirect(address_of(NAMES[self.position - 1]))
        if form.is_valid():
            return redirect(address_of(NAMES[self.position + 1]))
        messages.error(request, _("Please see to the fields marked below."))
        return self.form_invalid(form)


class ReviewView(StepPage, TemplateView):
    """All that was chosen, and the button that makes the store: all of it in one transaction."""

    step = REVIEW
    template_name = "platform_site/control/new_store/review.html"

    def may_be_done(self, request: HttpRequest) -> bool:
        """Sent twice: the first time has made the store and emptied the draft."""
        return bool(self.made)

    @cached_property
    def sent(self) -> str:
        return self.request.POST.get("fingerprint", "") if self.request.method == "POST" else ""

    @cached_property
    def made(self) -> str:
        """The slug of the store that the same review, sent before, has made: also in the moment
        before, when the draft does not know of it yet."""
        if made := self.draft.made_from(self.sent):
            return made
        return self.twin() if self.sent == self.draft.fingerprint else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = Plan.objects.filter(code=self.before.get("plan")).first()
        return super().get_context_data(
            values=self.before,
            plan=plan,
            store=None,
            host=f"{self.before.get('slug')}.{settings.PLATFORM_DOMAIN}",
            country=Store(country=self.before["country"]).get_country_display(),
            language=Store(language=self.before["language"]).get_language_display(),
            fingerprint=self.draft.fingerprint,
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.made:
            return self.done(self.made)
        if self.sent != self.draft.fingerprint:
            messages.warning(request, _("Something was changed in another window. Look again."))
            return redirect(address_of(REVIEW))
        try:
            store = provision_store(**self.before)
        except ValidationError as error:
            if twin := self.twin():
                return self.done(twin)
            messages.error(request, " ".join(error.messages))
            return redirect(address_of(REVIEW))
        messages.success(request, self.words(store))
        self.draft.forget()
        self.draft.note_made(self.sent, store.slug)
        return self.done(store.slug)

    def words(self, store: Store) -> str:
        if store.is_active:
            return _("%(name)s is open.") % {"name": store.name}
        return _("%(name)s is made and waits for its owner to open it.") % {"name": store.name}

    def twin(self) -> str:
        store, owner = self.draft.typed.get("store", {}), self.draft.typed.get("owner", {})
        name = store.get("name", "").strip()
        lately = timezone.now() - timedelta(minutes=5)
        with platform_scope():
            found = Store.objects.filter(
                slug=store.get("slug", "").strip() or slugify(name),
                name=name,
                contact_email=owner.get("owner_email", "").strip().lower(),
                created_at__gt=lately,
            ).first()
        return found.slug if found else ""

    def done(self, slug: str) -> HttpResponse:
        return redirect("control:store_created", slug=slug)
