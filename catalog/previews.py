"""What the editor's live preview shows of a category or collection: the storefront's page, with
what is typed so far and the products that fit now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict

from catalog.forms.browse import parse_browse
from catalog.models import Category, Collection
from catalog.selectors.listing import SORTS, find_products
from catalog.views.lists import make_listing, store_of


def preview_of_category(request: HttpRequest, category: Category) -> dict[str, Any]:
    matching = find_products(store_of(request), category_id=category.pk)
    if category.pk is None:
        matching = matching.none()
    browse = parse_browse(QueryDict())
    listing = make_listing(matching, browse, SORTS[browse.sort].order)
    return {"category": category, "listing": listing, "is_preview": True}


def preview_of_collection(request: HttpRequest, collection: Collection) -> dict[str, Any]:
    chosen = [row.product_id for row in collection.chosen.all()]
    matching = find_products(store_of(request)).filter(product_id__in=chosen)
    browse = parse_browse(QueryDict())
    listing = make_listing(matching, browse, SORTS[browse.sort].order)
    return {"collection": collection, "listing": listing, "is_preview": True}
