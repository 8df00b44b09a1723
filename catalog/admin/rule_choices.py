from __future__ import annotations

from typing import Any

from wagtail.admin.panels import HelpPanel

from catalog.models import Brand, Category, ProductTag
from catalog.models.collection import CollectionRule
from catalog.selectors.category_paths import category_paths
from stores.models import Tag

MOST = 500
Subject = CollectionRule.Subject


class RuleChoicesPanel(HelpPanel):
    """Offers what there is to the fields of rules: lists of words that the browser shows while
    somebody types. They show nothing by themselves."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "catalog/admin/rule_choices.html")
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "lists": rule_choices()}


def rule_choices() -> dict[str, list[tuple[str, str]]]:
    """Subject → (what is written, what it is called), of each the first few hundred."""
    slugs = dict(Category.objects.values_list("pk", "slug"))
    tags = Tag.objects.filter(pk__in=ProductTag.objects.values("tag")).order_by("name")
    brands = Brand.objects.order_by("name").values_list("name", flat=True)[:MOST]
    return {
        Subject.CATEGORY.value: [(slugs[pk], path) for pk, path in category_paths().items()][:MOST],
        Subject.BRAND.value: [(name, "") for name in brands],
        Subject.TAG.value: [(name, "") for name in tags.values_list("name", flat=True)[:MOST]],
    }
