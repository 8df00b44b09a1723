"""What header and footer link to: the tree of categories and the store's pages, one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import BigIntegerField, CharField, F, Value
from django.http import HttpRequest
from django.urls import reverse

from catalog.models import Category
from stores.models import BasePage

CATEGORY, PAGE = 0, 1
HOME_DEPTH = 2


@dataclass(slots=True)
class CategoryNode:
    pk: int
    name: str
    slug: str
    parent: CategoryNode | None = None
    children: list[CategoryNode] = field(default_factory=list)

    @property
    def url(self) -> str:
        return reverse("catalog:category", args=[self.slug])

    @property
    def trail(self) -> list[CategoryNode]:
        """From the top down to this one."""
        return [*(self.parent.trail if self.parent else []), self]


@dataclass(frozen=True, slots=True)
class PageLink:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Navigation:
    categories: list[CategoryNode] = field(default_factory=list)
    """Those at the top, in order."""
    by_id: dict[int, CategoryNode] = field(default_factory=dict)
    pages: list[PageLink] = field(default_factory=list)

    def deepest(self, category_ids: Iterable[int]) -> CategoryNode | None:
        """The most special of these categories: its trail leads best to a product."""
        known = [self.by_id[pk] for pk in category_ids if pk in self.by_id]
        return max(known, key=lambda node: len(node.trail), default=None)


def navigation_of(request: HttpRequest | None) -> Navigation:
    """The navigation of the store in scope, asked for once a request."""
    store = getattr(request, "store", None)
    if store is None or store.is_platform:
        return Navigation()
    known: Navigation | None = getattr(request, "_navigation", None)
    if known is None:
        known = load_navigation(store.pk)
        request._navigation = known  # type: ignore[union-attr]
    return known


def load_navigation(store_id: int) -> Navigation:
    text, number = CharField(), BigIntegerField()
    categories = Category.objects.filter(store_id=store_id).values_list(
        Value(CATEGORY), F("pk"), F("parent_id"), F("name"), F("slug"),
        F("position"), Value("", text),
    )  # fmt: skip
    pages = BasePage.objects.filter(
        store_id=store_id, depth=HOME_DEPTH + 1, live=True, show_in_menus=True
    ).values_list(
        Value(PAGE), F("pk"), Value(None, number), F("title"), F("slug"),
        Value(0), F("path"),
    )  # fmt: skip
    rows = sorted(
        categories.order_by().union(pages.order_by(), all=True),
        key=lambda row: (row[0], row[5], row[6], row[3].casefold(), row[1]),
    )
    nodes = {row[1]: CategoryNode(row[1], row[3], row[4]) for row in rows if row[0] == CATEGORY}
    top: list[CategoryNode] = []
    for kind, pk, parent_id, *_rest in rows:
        if kind != CATEGORY:
            continue
        node, parent = nodes[pk], nodes.get(parent_id)
        node.parent = parent
        (top if parent is None else parent.children).append(node)
    links = [PageLink(row[3], f"/{row[4]}/") for row in rows if row[0] == PAGE]
    return Navigation(top, nodes, links)
