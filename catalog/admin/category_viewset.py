from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, IntegerField, QuerySet, When
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.panels import (
    FieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import snippets

from catalog.admin.category_form import CategoryForm
from catalog.admin.delete_view import ExplainedDeleteView
from catalog.admin.found_by_name import FoundByName
from catalog.admin.product_columns import status_column
from catalog.admin.search_engines import search_engines_tab
from catalog.admin.translations import languages_tab
from catalog.models import Category
from catalog.selectors.category_paths import category_paths


class CategoryIndexView(FoundByName, snippets.IndexView):
    def get_base_queryset(self) -> QuerySet[Category]:
        return super().get_base_queryset().annotate(products=Count("product_categories"))

    def order_queryset(self, queryset: QuerySet[Category]) -> QuerySet[Category]:
        """As the tree is read, unless a column is asked for."""
        if self.is_explicitly_ordered or not self.paths:
            return super().order_queryset(queryset)
        ranks = [When(pk=pk, then=rank) for rank, pk in enumerate(self.paths)]
        return queryset.order_by(Case(*ranks, output_field=IntegerField()))

    @cached_property
    def paths(self) -> dict[int, str]:
        return category_paths()

    @cached_property
    def columns(self) -> list[Any]:
        return [
            self._get_title_column("__str__", accessor=lambda category: self.paths[category.pk]),
            Column("slug", label=gettext_lazy("Slug"), sort_key="slug"),
            Column("products", label=gettext_lazy("Products"), sort_key="products"),
            Column("position", label=gettext_lazy("Position"), sort_key="position"),
            status_column(),
        ]


class CategoryDeleteView(ExplainedDeleteView, snippets.DeleteView):
    object: Category

    def obstacle(self) -> str:
        if self.object.children.exists():
            return self.explanation()
        if count := self.object.product_categories.count():
            return ngettext(
                "%(count)d product is in “%(name)s”: take it out first.",
                "%(count)d products are in “%(name)s”: take them out first.",
                count,
            ) % {"count": count, "name": self.object}
        return ""

    def explanation(self) -> str:
        return _("There are categories below “%(name)s”: move or delete them first.") % {
            "name": self.object
        }


class CategoryViewSet(snippets.SnippetViewSet):
    model = Category
    icon = "list-ul"
    add_to_admin_menu = True
    menu_order = 70
    list_per_page = 50
    search_fields = ["name", "slug"]
    copy_view_enabled = False  # A copy needs a slug of its own.
    index_view_class = CategoryIndexView
    delete_view_class = CategoryDeleteView
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel(
                        "name", targets=["slug"], classname="", placeholder=False,
                        required_on_save=True,
                    ),
                    FieldPanel("slug", required_on_save=True),
                    FieldPanel("parent"),
                    FieldPanel("description"),
                    FieldPanel("image"),
                    FieldPanel("position"),
                    PublishingPanel(),
                ],
                heading=gettext_lazy("Category"),
            ),
            languages_tab(),
            search_engines_tab(),
        ],
        base_form_class=CategoryForm,
    )  # fmt: skip
