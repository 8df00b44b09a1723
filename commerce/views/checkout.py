"""The steps from a cart to an order. Each page works without JavaScript, keeps what was typed,
and sends who comes too early to the first step that is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from catalog.views.no_cache import for_one_visitor
from commerce.forms.choices import PaymentForm, ShippingForm
from commerce.forms.contact import ContactForm
from commerce.models import Cart, Order, PaymentMethod, ShippingMethod, Visit
from commerce.selectors.carts import CartItem, cart_items
from commerce.selectors.checkout import (
    Step,
    first_open_step,
    payment_methods,
    shipping_methods,
)
from commerce.selectors.orders_of_month import takes_orders
from commerce.selectors.totals import cost_of, totals_of_cart
from commerce.services.checkout import choose_payment, choose_shipping, save_contact
from commerce.views.cart_cookie import cart_of, know_count
from commerce.visits.record import note_step
from stores.models import Store
from stores.usage import month_start

STEPS = [
    (Step.CONTACT, gettext_lazy("Contact")),
    (Step.SHIPPING, gettext_lazy("Shipping")),
    (Step.PAYMENT, gettext_lazy("Payment")),
    (Step.REVIEW, gettext_lazy("Review")),
]
ORDER_OF_STEPS = [step for step, _label in STEPS]


@dataclass(frozen=True, slots=True)
class Checkout:
    """What every step needs: a cart that can be ordered, and how far it is."""

    cart: Cart
    items: list[CartItem]
    methods: list[ShippingMethod]
    payments: list[PaymentMethod]

    @property
    def open_step(self) -> Step:
        return first_open_step(self.cart, self.methods, self.payments)

    def context(self, current: Step) -> dict[str, Any]:
        reached = ORDER_OF_STEPS.index(self.open_step)
        return {
            "cart": self.cart,
            "items": self.items,
            "totals": totals_of_cart(self.cart, self.items, self.methods),
            "steps": [
                {
                    "label": label,
                    "url_name": f"commerce:checkout_{step.value}",
                    "is_current": step is current,
                    "is_reachable": position <= reached,
                }
                for position, (step, label) in enumerate(STEPS)
            ],
        }


CheckoutView = Callable[[HttpRequest, Checkout], HttpResponseBase]


def url_of(step: Step) -> str:
    return "commerce:cart" if step is Step.CART else f"commerce:checkout_{step.value}"


def with_checkout(step: Step | None) -> Callable[[CheckoutView], Callable[..., HttpResponseBase]]:
    """Gives the view its Checkout, or sends the visitor to where they can go on."""

    def decorate(view: CheckoutView) -> Callable[..., HttpResponseBase]:
        @for_one_visitor
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapped(request: HttpRequest) -> HttpResponseBase:
            cart = cart_of(request)
            if cart is None or not cart.is_open:
                return to_order_or_cart(cart)
            store = cart.store
            checkout = Checkout(
                cart, cart_items(cart), shipping_methods(store), payment_methods(store)
            )
            know_count(request, checkout.items)
            if not checkout.items:
                return redirect("commerce:cart")
            if any(item.problem for item in checkout.items):
                cart.refresh_from_db(fields=["closed_at"])
                if not cart.is_open:  # Ordered between our two looks, by a double click.
                    return to_order_or_cart(cart)
                messages.error(request, _("Something in your cart has changed. Please check it."))
                return redirect("commerce:cart")
            if not takes_orders(cart.store, cart_id=cart.pk):
                return render(request, "commerce/checkout_full.html", full(cart.store))
            note_step(request, Visit.Step.CHECKOUT)
            if step and ORDER_OF_STEPS.index(checkout.open_step) < ORDER_OF_STEPS.index(step):
                return redirect(url_of(checkout.open_step))
            return view(request, checkout)

        return wrapped

    return decorate


def full(store: Store) -> dict[str, Any]:
    """When the store can take orders again: the first day of its next month."""
    middle = month_start(store.time_zone) + timedelta(days=45)
    return {
        "again": month_start(store.time_zone, middle).astimezone(ZoneInfo(store.time_zone)).date()
    }


def to_order_or_cart(cart: Cart | None) -> HttpResponseBase:
    """Somebody comes back after the order (reload, back button, second tab): they get to see
    it, and never make another."""
    order = Order.objects.filter(cart=cart).first() if cart else None
    return redirect(order or "commerce:cart")


@with_checkout(None)
def start(request: HttpRequest, checkout: Checkout) -> HttpResponseBase:
    return redirect(url_of(checkout.open_step))


@with_checkout(Step.CONTACT)
def contact(request: HttpRequest, checkout: Checkout) -> HttpResponseBase:
    cart = checkout.cart
    form = ContactForm(
        sent(request),
        initial=ContactForm.initial_from(cart),
        default_country=cart.store.country,
    )
    if request.method == "POST" and form.is_valid():
        save_contact(cart=cart, email=form.cleaned_data["email"], address=form.address())
        return redirect(url_of(checkout.open_step))
    form.focus_first_error()
    return render(
        request, "commerce/checkout_contact.html", {"form": form, **checkout.context(Step.CONTACT)}
    )


@with_checkout(Step.SHIPPING)
def shipping(request: HttpRequest, checkout: Checkout) -> HttpResponseBase:
    cart, methods = checkout.cart, checkout.methods
    form = ShippingForm(sent(request), methods=methods)
    if request.method == "POST" and form.is_valid():
        choose_shipping(cart=cart, method=form.chosen())
        return redirect(url_of(checkout.open_step))
    preselected = cart.shipping_method if cart.shipping_method in methods else first(methods)
    context = {
        **checkout.context(Step.SHIPPING),
        "form": form,
        "choices": [
            (method, cost_of(method, cart, checkout.items), method == preselected)
            for method in methods
        ],
    }
    return render(request, "commerce/checkout_shipping.html", context)


@with_checkout(Step.PAYMENT)
def payment(request: HttpRequest, checkout: Checkout) -> HttpResponseBase:
    cart = checkout.cart
    methods = checkout.payments
    form = PaymentForm(sent(request), methods=methods)
    if request.method == "POST" and form.is_valid():
        choose_payment(cart=cart, method=form.chosen())
        return redirect(url_of(checkout.open_step))
    preselected = cart.payment_method if cart.payment_method in methods else first(methods)
    context = {
        **checkout.context(Step.PAYMENT),
        "form": form,
        "choices": [(method, method == preselected) for method in methods],
    }
    return render(request, "commerce/checkout_payment.html", context)


def sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def first(methods: list[Any]) -> Any:
    return methods[0] if methods else None
