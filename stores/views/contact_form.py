from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from stores.client_address import address_group, client_address
from stores.rate_limits import Limit, take
from stores.services.receive_message import receive_message

if TYPE_CHECKING:
    from stores.models import ContactFormPage

MESSAGES = Limit("contact form", 5, timedelta(hours=1))
TRAP = "web-site"
"""A field that people do not see and programs fill in. No field of a form has a hyphen."""


def answer_contact_form(request: HttpRequest, page: ContactFormPage) -> HttpResponseBase:
    """The form; once it is sent, a redirect to itself, so that reloading sends nothing again."""
    if request.method != "POST":
        return show(request, page, page.get_form(page=page, user=None), 200)
    form = page.get_form(request.POST, page=page, user=None)
    if request.POST.get(TRAP):
        return thank(request, page)
    if not form.is_valid():
        return show(request, page, form, 422)
    if take(MESSAGES, address_group(client_address(request))):
        form.add_error(
            None, _("You have sent several messages already. Please try again in an hour.")
        )
        return show(request, page, form, 429)
    receive_message(page=page, answers=form.cleaned_data)
    return thank(request, page)


def show(request: HttpRequest, page: ContactFormPage, form: Any, status: int) -> HttpResponseBase:
    context = {**page.get_context(request), "form": form, "trap": TRAP}
    return TemplateResponse(request, page.get_template(request), context, status=status)


def thank(request: HttpRequest, page: ContactFormPage) -> HttpResponseBase:
    messages.success(request, page.thanks or _("Thank you. We have received your message."))
    return HttpResponseRedirect(request.path)
