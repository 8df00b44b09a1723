from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog.views.no_cache import for_one_visitor
from commerce.models import Order, Payment, Visit
from commerce.selectors.carts import TOKEN
from commerce.selectors.order_page import order_context
from commerce.views.place_order import place_again
from commerce.visits.record import note_step
from stores.scope import PLATFORM_ID, owner_id

JUST_PLACED = timedelta(hours=2)
"""Who looks at an order later looks how it stands, and has not bought again."""


@for_one_visitor
@require_safe
def confirmation(request: HttpRequest, token: str) -> HttpResponseBase:
    order = order_of(token)
    if order.is_placed and order.placed_at and timezone.now() - order.placed_at < JUST_PLACED:
        note_step(request, Visit.Step.ORDER)
    payments = list(order.payments.all())
    payment = payments[-1] if payments else None
    context = {
        **order_context(order, payment),
        "payment": payment,
        "is_draft": order.status == Order.Status.DRAFT,
        "is_pending": payment is not None and payment.status == Payment.Status.PENDING,
        "is_refunded": any(p.status == Payment.Status.REFUNDED for p in payments),
        "fulfillments": list(order.fulfillments.all()) if order.is_placed else [],
    }
    return render(request, "commerce/confirmation.html", context)


@for_one_visitor
@require_POST
def pay_again(request: HttpRequest, token: str) -> HttpResponseBase:
    """For a draft; of any other order it shows how it stands. What stands in the way is mended
    in the cart, by the browser that holds it; who has only the link is told on the order."""
    order = order_of(token)
    if order.status != Order.Status.DRAFT:
        return redirect(order)
    order.cart.store = request.store  # type: ignore[attr-defined]
    return place_again(request, order)


def order_of(token: str) -> Order:
    """404 for garbage, another store's order and none at all."""
    if not TOKEN.fullmatch(token):
        raise Http404
    found = Order.objects.filter(store_id=owner_id() or PLATFORM_ID, token=token)
    order = found.select_related("cart").first()
    if order is None:
        raise Http404
    return order
