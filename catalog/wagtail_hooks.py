from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from catalog.admin.brand_viewset import BrandViewSet
from catalog.admin.category_viewset import CategoryViewSet
from catalog.admin.collection_viewset import CollectionViewSet
from catalog.admin.menu_viewset import WebsiteViewSetGroup
from catalog.admin.product_viewset import ProductViewSet
from catalog.admin.reviews.bulk_actions import DeleteReviews, PublishReviews, RefuseReviews
from catalog.admin.reviews.summary import WaitingReviewsItem
from catalog.admin.reviews.viewset import ReviewViewSet
from catalog.admin.search_report import SEARCH_MENU, search_report_url
from catalog.admin.stock_viewset import StockViewSet
from catalog.admin.summary import LiveProductsItem
from catalog.admin.synonym_viewset import SynonymViewSet
from catalog.services.reindex_store import reindex_store
from stores.admin.language_changes import on_language_change
from stores.admin.refused import allow_own_bulk_actions

register_snippet(ProductViewSet)
register_snippet(CategoryViewSet)
register_snippet(CollectionViewSet)
register_snippet(BrandViewSet)
register_snippet(SynonymViewSet)
register_snippet(WebsiteViewSetGroup)
on_language_change(reindex_store)


@hooks.register("register_admin_viewset")
def stock_viewset() -> StockViewSet:
    return StockViewSet("catalog_stock", url_prefix="stock")


@hooks.register("construct_homepage_summary_items", order=30)
def add_live_products(request: Any, items: list[Any]) -> None:
    items.append(LiveProductsItem(request))


@hooks.register("register_admin_viewset")
def review_viewset() -> ReviewViewSet:
    return ReviewViewSet("reviews", url_prefix="reviews")


allow_own_bulk_actions("catalog", "review")
for action in (PublishReviews, RefuseReviews, DeleteReviews):
    hooks.register("register_bulk_action", action)


@hooks.register("construct_homepage_summary_items", order=20)
def add_waiting_reviews(request: Any, items: list[Any]) -> None:
    items.append(WaitingReviewsItem(request))


hooks.register("register_admin_urls", search_report_url)
hooks.register("register_reports_menu_item", lambda: SEARCH_MENU)
