from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from catalog.views.no_cache import for_one_visitor
from commerce.models import SandboxCharge
from commerce.payments.base import return_path
from commerce.payments.test_gateway import CHOICES, TestGatewayProvider, choose
from commerce.views.payments import payment_of

BUTTONS = [
    ("success", _("Pay")),
    ("decline", _("Decline")),
    ("delayed-success", _("Pay, but tell the store 15 seconds later")),
    ("delayed-failure", _("Decline, but tell the store 15 seconds later")),
    ("cancel", _("Cancel and go back")),
]


@for_one_visitor
@require_http_methods(["GET", "HEAD", "POST"])
def test_gateway(request: HttpRequest, payment_id: UUID) -> HttpResponseBase:
    """The page that stands for a payment company's."""
    payment = payment_of(payment_id)
    charge = SandboxCharge.objects.filter(payment=payment).first()
    if charge is None or payment.provider != TestGatewayProvider.code:
        raise Http404
    if request.method == "POST":
        choice = request.POST.get("choice", "")
        if choice in CHOICES:
            choose(payment, choice)
            return redirect(return_path(payment))
    context = {
        "payment": payment,
        "is_decided": bool(charge.decision),
        "buttons": BUTTONS,
        "return_path": return_path(payment),
    }
    return render(request, "commerce/test_gateway.html", context)
