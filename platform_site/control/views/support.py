from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages

from platform_site.control.views.base import StorePage
from stores.models import Store, SupportAccess
from stores.scope import platform_scope
from stores.services.begin_support import DURATIONS, Begun, begin_support
from stores.services.end_support import end_support

LABELS = {
    timedelta(minutes=15): gettext_lazy("15 minutes"),
    timedelta(hours=1): gettext_lazy("1 hour"),
    timedelta(hours=4): gettext_lazy("4 hours"),
}
MINUTE = timedelta(minutes=1)


class SupportForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What you were asked to look at. The store’s owner reads it, too."),
    )
    duration = forms.TypedChoiceField(
        label=gettext_lazy("For how long"),
        choices=[(str(duration // MINUTE), LABELS[duration]) for duration in DURATIONS],
        coerce=lambda minutes: int(minutes) * MINUTE,
        initial=str(DURATIONS[0] // MINUTE),
        widget=forms.RadioSelect,
    )


class SupportView(StorePage, FormView):
    """Asks why and for how long, and then shows the button that leads over to the store's host,
    once. The token is sent in the body of that form."""

    template_name = "platform_site/control/support.html"
    form_class = SupportForm

    def get_page_title(self) -> str:
        return _("Open the admin of %(name)s as support") % {"name": self.store_record.name}

    def form_valid(self, form: SupportForm) -> HttpResponse:
        try:
            with platform_scope():
                store = Store.objects.get(pk=self.store_record.pk)
            operator: Any = self.request.user
            begun = begin_support(store=store, operator=operator, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return self.hand_over(begun)

    def form_invalid(self, form: SupportForm) -> HttpResponse:
        messages.error(self.request, _("Nothing was opened: see the fields marked below."))
        return super().form_invalid(form)

    def hand_over(self, begun: Begun) -> HttpResponse:
        origin = self.store_record.absolute_url("")
        response: Any = self.response_class(
            request=self.request,
            template="platform_site/control/support_ready.html",
            context=self.get_context_data(
                begun=begun, enter_url=self.store_record.absolute_url("/admin/support/enter/")
            ),
        )
        # The form leads to another host, which must learn where it comes from, and no more.
        response._csp_update = {"form-action": [origin]}
        response.headers["Referrer-Policy"] = "strict-origin"
        return response  # type: ignore[no-any-return]


class EndSupportView(StorePage, View):
    """An operator ends their own or a colleague's stay."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        with platform_scope():
            access = SupportAccess.objects.filter(store=self.store_record, pk=pk).first()
        if access is None:
            raise Http404
        if end_support(access=access):
            messages.success(request, _("The support access has ended."))
        else:
            messages.warning(request, _("This access had ended already."))
        return redirect(self.detail_url)
