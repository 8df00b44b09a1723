from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import Product, Wishlist
from catalog.selectors.cards import ProductCard, cards_in_order
from catalog.selectors.wishlist import find_shared, wished_products
from catalog.services.wishlist import add_wish, remove_wish, share, stop_sharing
from catalog.views.no_cache import for_one_visitor
from catalog.views.traps import is_too_often
from catalog.views.wishlist_cookie import remember_wishlist, wishlist_of
from stores.rate_limits import Limit

NEW_LISTS = Limit("new wishlists", 30, timedelta(hours=1))
"""So that nobody fills the table; who has a list puts on it what they like."""


@for_one_visitor
@require_safe
def wishlist(request: HttpRequest) -> HttpResponse:
    mine = wishlist_of(request)
    context: dict[str, Any] = {"cards": cards_of(mine)}
    if mine is not None and mine.share_token:
        context["share_url"] = request.build_absolute_uri(
            reverse("catalog:shared_wishlist", args=[mine.share_token])
        )
    return render(request, "catalog/wishlist.html", context)


@for_one_visitor
@require_safe
def shared_wishlist(request: HttpRequest, token: str) -> HttpResponse:
    shared = find_shared(token)
    if shared is None:
        raise Http404("No such wishlist.")
    return render(request, "catalog/wishlist_shared.html", {"cards": cards_of(shared)})


def cards_of(shown: Wishlist | None) -> list[ProductCard]:
    return cards_in_order(wished_products(shown)) if shown else []


@for_one_visitor
@require_http_methods(["GET", "POST"])
def change_wishlist(request: HttpRequest) -> HttpResponseBase:
    """``add`` or ``remove`` a product by its public id. A GET is somebody who reloads."""
    if request.method == "GET":
        return redirect("catalog:wishlist")
    mine = wishlist_of(request)
    changed: Wishlist | None
    wished, removed = request.POST.get("add", ""), request.POST.get("remove", "")
    try:
        if wished:
            changed, said = wish(request, mine, wished)
        else:
            changed, said = unwish(mine, removed)
    except ValidationError as error:
        return explain(request, error)
    response: HttpResponseBase
    if wants_json(request):  # wish.js shows what happened by the heart itself.
        response = JsonResponse({"said": said})
    else:
        messages.success(request, said)
        response = where_from(request)
    if changed is not None:
        remember_wishlist(response, changed)
    return response


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def explain(request: HttpRequest, error: ValidationError) -> HttpResponseBase:
    if wants_json(request):
        return JsonResponse({"said": " ".join(error.messages)}, status=422)
    for message in error.messages:
        messages.error(request, message)
    return where_from(request)


def wish(request: HttpRequest, mine: Wishlist | None, public_id: str) -> tuple[Wishlist, str]:
    """The list, and what the visitor is told."""
    if mine is None and is_too_often(request, NEW_LISTS):
        raise ValidationError(_("Too many new wishlists from here. Please try again in an hour."))
    try:
        changed, product = add_wish(wishlist=mine, product_id=UUID(public_id))
    except (Product.DoesNotExist, ValueError):
        raise ValidationError(_("This product is not available any more.")) from None
    return changed, _("%(product)s is on your wishlist.") % {"product": product.name}


def unwish(mine: Wishlist | None, public_id: str) -> tuple[Wishlist | None, str]:
    try:
        product_id = UUID(public_id)
    except ValueError:
        raise ValidationError(_("This product is not available any more.")) from None
    if mine is not None:
        remove_wish(wishlist=mine, product_id=product_id)
    return mine, _("Taken off your wishlist.")


def where_from(request: HttpRequest) -> HttpResponseBase:
    """Back to the page whose heart was pressed; else to the list."""
    target = request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    ):
        return redirect(target)
    return redirect("catalog:wishlist")


@for_one_visitor
@require_POST
def share_wishlist(request: HttpRequest) -> HttpResponseBase:
    mine = wishlist_of(request)
    if mine is not None:
        verb = stop_sharing if request.POST.get("stop") else share
        verb(wishlist=mine)
    return redirect("catalog:wishlist")
