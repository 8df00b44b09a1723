"""Where payment providers come by: the shopper's return and the provider's own calls."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from catalog.views.no_cache import for_one_visitor
from commerce.models import Order, Payment
from commerce.payments.base import BadWebhook, ProviderError
from commerce.payments.registry import UnknownProvider
from commerce.selectors.checkout import Step
from commerce.services.receive_webhook import MAX_BODY, receive_webhook
from commerce.services.settle import settle
from commerce.views.cart_cookie import holds_cart
from commerce.views.checkout import url_of


@for_one_visitor
@require_safe
def payment_return(request: HttpRequest, payment_id: UUID) -> HttpResponseBase:
    """The shopper comes back, or asks how the payment stands."""
    payment = payment_of(payment_id)
    try:
        payment = settle(payment_id=payment.pk)
    except (ProviderError, UnknownProvider):
        messages.error(request, _("We do not know yet whether you paid. Please look again soon."))
        return redirect(payment.order)
    is_off = payment.status in (Payment.Status.FAILED, Payment.Status.CANCELED)
    if is_off and payment.order.status == Order.Status.DRAFT:
        messages.error(request, _("You have not paid. Try again, or pay in another way."))
        order = payment.order
        return redirect(url_of(Step.PAYMENT) if holds_cart(request, order.cart) else order)
    return redirect(payment.order)


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """Says nothing about which payments there are: an unknown one is answered like any other."""
    if content_length(request) > MAX_BODY:
        return JsonResponse({"error": "too large"}, status=413)
    try:
        receive_webhook(provider_code=provider, body=request.body, headers=request.headers)
    except UnknownProvider:
        return JsonResponse({"error": "unknown provider"}, status=404)
    except BadWebhook:
        return JsonResponse({"error": "not accepted"}, status=400)
    except ProviderError:
        return JsonResponse({"error": "try again later"}, status=503)
    return JsonResponse({"received": True})


def payment_of(public_id: UUID) -> Payment:
    payment = Payment.objects.filter(public_id=public_id).select_related("order").first()
    if payment is None:
        raise Http404
    return payment


def content_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
