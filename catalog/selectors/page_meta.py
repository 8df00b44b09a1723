"""What pages of the catalogue say of themselves to search engines and to those they are shared
with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Category, Collection, Product
from catalog.selectors.navigation import navigation_of
from catalog.selectors.product_page import ProductPage
from catalog.selectors.structured_data import product_data
from stores.languages import storefront_language
from stores.models import Store
from stores.money import format_money
from stores.seo.meta import NOINDEX, PageMeta, page_number, paged, plain, titled
from stores.seo.structured_data import breadcrumbs

FOLLOW_ONLY = f"{NOINDEX}, follow"

Shelf = Category | Collection


def describe_catalogue(context: Mapping[str, Any], request: HttpRequest) -> PageMeta | None:
    store: Store = request.store  # type: ignore[attr-defined]
    if isinstance(context.get("page"), ProductPage):
        return product_meta(context, request, store)
    for name in ("category", "collection"):
        if isinstance(context.get(name), Shelf):
            return shelf_meta(context[name], context, request, store)
    listing = context.get("listing")
    if listing is None:
        return None
    if listing.search is not None:
        words = listing.search
        title = _("Search: %(words)s") % {"words": words} if words else _("Search")
        return PageMeta(title=titled(title, store), robots=FOLLOW_ONLY)
    return products_meta(context, request, store)


def product_meta(context: Mapping[str, Any], request: HttpRequest, store: Store) -> PageMeta:
    product: Product = context["product"]
    page = context["page"]
    title = product.seo_title or product.name
    image = page.images[0] if page.images else None
    return PageMeta(
        title=titled(title, store),
        description=description_of_product(product, context, store),
        path=product.get_absolute_url(),
        kind="product",
        image=image.image if image else None,
        image_alt=image.alt if image else "",
        price=page.price,
        data=[
            product_data(product, page, store),
            breadcrumbs(store, trail_to(context.get("category_ids", []), request, product)),
        ],
    )


def description_of_product(product: Product, context: Mapping[str, Any], store: Store) -> str:
    written = product.search_description or product.short_description or plain(product.description)
    if written:
        return written
    price = context["page"].price
    named = {"name": product.name, "store": store.name}
    if price is None:
        return _("%(name)s at %(store)s.") % named
    shown = format_money(price.amount, price.currency, storefront_language(store))
    return _("%(name)s at %(store)s for %(price)s.") % {**named, "price": shown}


def trail_to(
    category_ids: list[int], request: HttpRequest, product: Product
) -> list[tuple[str, str]]:
    node = navigation_of(request).deepest(category_ids)
    above = [(step.name, step.url) for step in node.trail] if node else []
    return [
        (_("All products"), reverse("catalog:products")),
        *above,
        (product.name, product.get_absolute_url()),
    ]


def shelf_meta(
    shelf: Shelf, context: Mapping[str, Any], request: HttpRequest, store: Store
) -> PageMeta:
    number = page_number(request)
    trail = [(_("All products"), reverse("catalog:products"))]
    node = navigation_of(request).by_id.get(shelf.pk) if isinstance(shelf, Category) else None
    trail += [(step.name, step.url) for step in node.trail[:-1]] if node else []
    return PageMeta(
        title=titled(numbered(shelf.seo_title or shelf.name, number), store),
        description=shelf.search_description or shelf.description or range_of(shelf.name, store),
        path=paged(shelf.get_absolute_url(), number),
        robots=FOLLOW_ONLY if is_filtered(context) else "",
        image=shelf.image,
        image_alt=shelf.name,
        data=[breadcrumbs(store, [*trail, (shelf.name, shelf.get_absolute_url())])],
    )


def products_meta(context: Mapping[str, Any], request: HttpRequest, store: Store) -> PageMeta:
    number, path = page_number(request), reverse("catalog:products")
    return PageMeta(
        title=titled(numbered(_("All products"), number), store),
        description=_("Everything %(store)s has, with prices and availability.")
        % {"store": store.name},
        path=paged(path, number),
        robots=FOLLOW_ONLY if is_filtered(context) else "",
        data=[breadcrumbs(store, [(_("All products"), path)])],
    )


def range_of(name: str, store: Store) -> str:
    return _("%(name)s at %(store)s: all there is, with prices and availability.") % {
        "name": name,
        "store": store.name,
    }


def numbered(title: str, number: int) -> str:
    return f"{title} ({number})" if number > 1 else title


def is_filtered(context: Mapping[str, Any]) -> bool:
    """Chosen facets make more addresses than anybody should keep."""
    return bool(getattr(context["listing"], "is_filtered", False))
