from __future__ import annotations

from wagtail.snippets.views.snippets import SnippetViewSet

from catalog.admin.product_filters import ProductFilterSet
from catalog.admin.product_panels import PRODUCT_EDIT_HANDLER
from catalog.admin.product_views import (
    ProductCreateView,
    ProductDeleteView,
    ProductEditView,
    ProductIndexView,
)
from catalog.models import Product


class ProductViewSet(SnippetViewSet):
    model = Product
    icon = "tag"
    add_to_admin_menu = True
    menu_order = 60
    list_per_page = 30
    ordering = "name"
    filterset_class = ProductFilterSet
    edit_handler = PRODUCT_EDIT_HANDLER
    copy_view_enabled = False  # A copy needs a slug and SKUs of its own.
    index_view_class = ProductIndexView
    add_view_class = ProductCreateView
    edit_view_class = ProductEditView
    delete_view_class = ProductDeleteView
