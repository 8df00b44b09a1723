from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.services.stock import OutOfStock
from catalog.views.no_cache import for_one_visitor
from commerce.models import Cart, Order
from commerce.payments.base import ProviderError
from commerce.payments.registry import UnknownProvider
from commerce.selectors.checkout import Step
from commerce.services.pay import pay
from commerce.services.place_order import CartNotReady, TotalChanged, draft_order
from commerce.views.cart_cookie import cart_of, holds_cart
from commerce.views.checkout import Checkout, to_order_or_cart, url_of, with_checkout
from stores.languages import storefront_language
from stores.limits import LimitReached
from stores.money import Money, format_money


@for_one_visitor
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponseBase:
    """Placing checks everything itself, under lock; only showing needs to be ready for it."""
    if request.method != "POST":
        return show_review(request)
    cart = cart_of(request)
    if cart is None or not cart.is_open:
        return to_order_or_cart(cart)
    return place(request, cart, parse_total(request.POST.get("expected_total", "")))


@with_checkout(Step.REVIEW)
def show_review(request: HttpRequest, checkout: Checkout) -> HttpResponseBase:
    context = checkout.context(Step.REVIEW)
    address, language = checkout.cart.address, storefront_language(checkout.cart.store)
    context["address_lines"] = address.lines(language) if address else []
    context["expected_total"] = str(context["totals"].total.amount)
    return render(request, "commerce/checkout_review.html", context)


def place(
    request: HttpRequest, cart: Cart, total: Decimal, *, shown: Order | None = None
) -> HttpResponseBase:
    """Draft, pay, and go where the payment says; what stands in the way is said where it can be
    mended, or on ``shown``, the order of a visitor who does not hold the cart."""
    store = cart.store
    try:
        order = draft_order(cart=cart, expected_total=total, language=storefront_language(store))
        return redirect(pay(order=order))
    except TotalChanged as changed:
        messages.error(request, total_changed(changed, store.currency, storefront_language(store)))
        return redirect(shown or url_of(Step.REVIEW))
    except CartNotReady as error:
        messages.error(request, what_is_missing(error.step, cart))
        return redirect(shown or url_of(error.step))
    except OutOfStock:
        messages.error(request, _("Somebody was faster: not everything in your cart is left."))
        return redirect(shown or url_of(Step.CART))
    except LimitReached:
        if shown is None:
            return redirect("commerce:checkout")  # Which says so.
        messages.error(request, _("The store can take no more orders this month."))
        return redirect(shown)
    except (ProviderError, UnknownProvider):
        messages.error(
            request, _("The payment could not be started. Try again, or pay in another way.")
        )
        return redirect(shown or url_of(Step.PAYMENT))


def place_again(request: HttpRequest, order: Order) -> HttpResponseBase:
    """Pay a draft whose payment failed, was left or ran out of time."""
    shown = None if holds_cart(request, order.cart) else order
    return place(request, order.cart, order.total_amount, shown=shown)


def parse_total(text: str) -> Decimal:
    """What the page showed; anything unreadable is no total at all, so the shopper is asked."""
    try:
        total = Decimal(text[:30])
    except InvalidOperation:
        return Decimal(-1)
    return total if total.is_finite() else Decimal(-1)


def total_changed(changed: TotalChanged, currency: str, language: str) -> str:
    total = Money(changed.new_total, currency)
    return _("The total has changed to %(total)s. Please check it and place the order again.") % {
        "total": format_money(total.amount, total.currency, language)
    }


def what_is_missing(step: Step, cart: Cart) -> str:
    """A way to ship or to pay that was chosen and is not offered any more is called by its name."""
    method = {Step.SHIPPING: cart.shipping_method, Step.PAYMENT: cart.payment_method}.get(step)
    if method is None:
        return _("Something is missing before you can order. Please check it.")
    return _("“%(name)s” is not offered any more. Please choose another.") % {"name": method.name}
