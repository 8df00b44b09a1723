from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from catalog.admin.category_viewset import CategoryViewSet
from catalog.admin.product_viewset import ProductViewSet
from catalog.admin.stock_viewset import StockViewSet
from catalog.admin.summary import LiveProductsItem
from catalog.services.reindex_store import reindex_store
from stores.admin.language_changes import on_language_change

register_snippet(ProductViewSet)
register_snippet(CategoryViewSet)
on_language_change(reindex_store)


@hooks.register("register_admin_viewset")
def stock_viewset() -> StockViewSet:
    return StockViewSet("catalog_stock", url_prefix="stock")


@hooks.register("construct_homepage_summary_items", order=30)
def add_live_products(request: Any, items: list[Any]) -> None:
    items.append(LiveProductsItem(request))
