from __future__ import annotations

from django import template

from commerce.selectors.carts import count_items
from commerce.views.cart_cookie import COOKIE

register = template.Library()


@register.simple_tag(takes_context=True)
def cart_count(context: template.Context) -> int:
    """Units in the visitor's cart: no query without a cart's cookie, else one a request."""
    request = context.get("request")
    if request is None:
        return 0
    if not hasattr(request, "_cart_count"):
        request._cart_count = count_items(request.COOKIES.get(COOKIE))
    return request._cart_count
