from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from stores.client_address import address_group, client_address
from stores.forms.newsletter import NewsletterForm
from stores.models import NewsletterSubscriber
from stores.rate_limits import Limit, take
from stores.services.newsletter.subscribe import confirm as confirm_address
from stores.services.newsletter.subscribe import leave as leave_list
from stores.services.newsletter.subscribe import subscribe

SIGN_UPS = Limit("newsletter sign-up", 5, timedelta(hours=1))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def newsletter(request: HttpRequest) -> HttpResponse:
    """The form by itself: where the block's leads, and what was typed is kept."""
    if request.method != "POST":
        return show_form(request, NewsletterForm(), 200)
    form = NewsletterForm(request.POST)
    if request.POST.get(NewsletterForm.TRAP):
        return HttpResponseRedirect(reverse("shop:newsletter_sent"))
    if not form.is_valid():
        return show_form(request, form, 422)
    if take(SIGN_UPS, address_group(client_address(request))):
        form.add_error(None, _("You have tried several times. Please try again in an hour."))
        return show_form(request, form, 429)
    subscribe(email=form.cleaned_data["email"], language=get_language() or "")
    return HttpResponseRedirect(reverse("shop:newsletter_sent"))


def show_form(request: HttpRequest, form: NewsletterForm, status: int) -> HttpResponse:
    return render(request, "stores/newsletter/form.html", {"form": form}, status=status)


@require_safe
def newsletter_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "stores/newsletter/sent.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def newsletter_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link only asks: programs that look at mails follow links, and confirm nothing."""
    found = NewsletterSubscriber.objects.filter(token=token)
    subscriber = found.exclude(status=NewsletterSubscriber.Status.LEFT).first()
    if request.method == "POST":
        subscriber = confirm_address(token=token)
    if subscriber is None:
        raise Http404
    return render(request, "stores/newsletter/confirm.html", {"subscriber": subscriber})


@csrf_exempt  # Mail programs send it on their own (RFC 8058); the token says who may.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def newsletter_leave(request: HttpRequest, token: str) -> HttpResponse:
    subscriber = NewsletterSubscriber.objects.filter(token=token).first()
    if request.method == "POST":
        subscriber = leave_list(token=token)
    if subscriber is None:
        raise Http404
    return render(request, "stores/newsletter/leave.html", {"subscriber": subscriber})
