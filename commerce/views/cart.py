from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.selectors.related import goes_with
from catalog.views.no_cache import for_one_visitor
from commerce.forms.quantity import parse_quantity
from commerce.models import Visit
from commerce.selectors.carts import cart_items, find_variant
from commerce.selectors.checkout import shipping_methods
from commerce.selectors.totals import totals_of_cart
from commerce.services.carts import add_to_cart, change_line
from commerce.views.cart_cookie import know_count, open_cart_of, remember_cart
from commerce.visits.record import note_step


@for_one_visitor
@require_safe
def show_cart(request: HttpRequest) -> HttpResponseBase:
    cart = open_cart_of(request)
    items = cart_items(cart) if cart else []
    know_count(request, items)
    context = {"items": items, "is_blocked": any(item.problem for item in items)}
    if cart and items:
        context["totals"] = totals_of_cart(cart, items, shipping_methods(cart.store))
        context["goes_with"] = goes_with({item.product.pk for item in items})
    response = render(request, "commerce/cart.html", context)
    response["X-Robots-Tag"] = "all"  # Search engines have none, and find it empty.
    return response


@for_one_visitor
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponseBase:
    """A GET is somebody who reloads or was sent here by an error page: they get their cart."""
    if request.method == "GET":
        return redirect("commerce:cart")
    variant_id, quantity = request.POST.get("variant", ""), request.POST.get("quantity", "")
    try:
        line = add_to_cart(
            cart=open_cart_of(request),
            store=request.store,  # type: ignore[attr-defined]
            variant_id=variant_id,
            quantity=parse_quantity(quantity) if quantity.strip() else None,
        )
    except ValidationError as error:
        show_errors(request, error)
        variant = find_variant(variant_id)
        if variant is None:
            return redirect("commerce:cart")
        return redirect(f"{variant.product.get_absolute_url()}?variant={variant.public_id}")
    messages.success(request, _("%(product)s is in your cart.") % {"product": line.variant})
    note_step(request, Visit.Step.CART)
    response = redirect("commerce:cart")
    remember_cart(response, line.cart)
    return response


@for_one_visitor
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, variant_id: str) -> HttpResponseBase:
    cart = open_cart_of(request)
    response = redirect("commerce:cart")
    if request.method == "POST" and cart is None:
        messages.error(request, _("Your cart is empty."))
    elif request.method == "POST" and cart is not None:
        try:
            quantity = parse_quantity(request.POST.get("quantity"))
            change_line(cart=cart, variant_id=variant_id, quantity=quantity)
            remember_cart(response, cart)
        except ValidationError as error:
            show_errors(request, error)
    return response


def show_errors(request: HttpRequest, error: ValidationError) -> None:
    for message in error.messages:
        messages.error(request, message)
