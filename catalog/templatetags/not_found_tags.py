from __future__ import annotations

from django import template

from catalog.selectors.cards import ProductCard
from catalog.selectors.similar import similar_to_path

register = template.Library()


@register.simple_tag(takes_context=True)
def similar_products(context: template.Context) -> list[ProductCard]:
    """``{% similar_products as cards %}``: by the words of the address that was not found."""
    request = context.get("request")
    store = getattr(request, "store", None)
    if request is None or store is None or store.is_platform:
        return []
    return similar_to_path(store, request.path)
