"""What the editor's live preview shows of a category or collection: the storefront's page, with
what is typed so far and the products that fit now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict

from catalog.forms.browse import parse_browse
from catalog.models import Category, Collection
from catalog.selectors.bitmaps import Either, Token
from catalog.selectors.collections import content_of
from catalog.views.listing import Shelf, make_listing
from catalog.views.lists import NEWEST, store_of


def preview_of_category(request: HttpRequest, category: Category) -> dict[str, Any]:
    inside = Token(f"c{category.pk}") if category.pk else Either()
    shelf = Shelf(request, parse_browse(QueryDict()), inside, NEWEST, is_preview=True)
    return {"category": category, "listing": make_listing(shelf), "is_preview": True}


def preview_of_collection(request: HttpRequest, collection: Collection) -> dict[str, Any]:
    inside, order = content_of(store_of(request), collection)
    shelf = Shelf(request, parse_browse(QueryDict()), inside, order, is_preview=True)
    return {"collection": collection, "listing": make_listing(shelf), "is_preview": True}
