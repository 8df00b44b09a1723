from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from catalog.models import Category, Product


class ProductViewSet(SnippetViewSet):
    model = Product
    icon = "tag"
    add_to_admin_menu = True
    menu_order = 110


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "folder-open-inverse"
    add_to_admin_menu = True
    menu_order = 120


register_snippet(ProductViewSet)
register_snippet(CategoryViewSet)
