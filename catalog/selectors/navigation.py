"""What header and footer hold: announcement bars, menus, categories and pages. One query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Q, QuerySet, Value
from django.db.models.expressions import ExpressionWrapper
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from catalog.models import Category, Collection, Menu, MenuItem
from catalog.selectors.menu_links import Column, Link, as_tree, link_of_item
from catalog.selectors.translations import text_of
from stores.announcement_bars import shown_bars
from stores.languages import storefront_language
from stores.models import AnnouncementBar, BasePage, Store

CATEGORY, PAGE, ITEM, BAR = "category", "page", "item", "bar"
OWN_DEPTH, FURTHER_DEPTH = 3, 4
"""Of pages below the home page, in the store's own language and in a further one."""
IN_FOOTER = 7


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


@dataclass(slots=True)
class Navigation:
    categories: list[CategoryNode] = field(default_factory=list)
    """Those at the top, in order."""
    by_id: dict[int, CategoryNode] = field(default_factory=dict)
    pages: list[PageLink] = field(default_factory=list)
    """Those that are to be shown in menus."""
    header: list[Link] = field(default_factory=list)
    footer: list[Column] = field(default_factory=list)
    bars: list[AnnouncementBar] = field(default_factory=list)

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
        known = load_navigation(store, request)
        request._navigation = known  # type: ignore[union-attr]
    return known


def load_navigation(store: Store, request: HttpRequest | None = None) -> Navigation:
    language = storefront_language(store)
    rows = load_rows(store, language)
    nav = Navigation()
    nav.categories, nav.by_id = category_tree(rows[CATEGORY])
    pages = Pages(rows[PAGE], language, store.language)
    nav.pages = pages.in_menus()
    bars = [
        bar_from(row) for row in sorted(rows[BAR], key=lambda row: (row["position"], row["pk"]))
    ]
    nav.bars = shown_bars(bars, request, language)
    menus = menus_in(rows[ITEM], language, nav, pages)
    headers = [column for place, column in menus if place == Menu.Place.HEADER]
    nav.header = headers[0].links if headers else usual_header(nav)
    columns = [column for place, column in menus if place == Menu.Place.FOOTER]
    nav.footer = columns or usual_footer(nav)
    return nav


def load_rows(store: Store, language: str) -> dict[str, list[dict[str, Any]]]:
    """What there is of the store, by kind, as dicts: a union, whose branches know nothing of
    each other's columns."""
    branches = [
        of_kind(CATEGORY, Category.objects.filter(store_id=store.pk, live=True),
                "pk", "parent_id", "position",
                name=text_of(Category, "name"), slug=text_of(Category, "slug")),
        of_kind(PAGE, pages_wanted(store, language), "pk", "title", "url_path", "path",
                is_in_menus=ExpressionWrapper(
                    Q(show_in_menus=True, depth__in=(OWN_DEPTH, FURTHER_DEPTH)), BooleanField()),
                key="translation_key", language="locale__language_code"),
        of_kind(ITEM, MenuItem.objects.filter(menu__store_id=store.pk), "menu_id", "sort_order",
                "label", "url", "is_below", "category_id", "pk", place="menu__place",
                title="menu__title", language="menu__language", position="menu__position",
                collection=text_of(Collection, "name", of="collection"),
                collection_slug=text_of(Collection, "slug", of="collection"),
                collection_is_live="collection__live", page_key="page__translation_key"),
        of_kind(BAR, AnnouncementBar.objects.filter(store_id=store.pk), "pk", "text", "link_label",
                "link_url", "style", "is_dismissible", "language", "starts_at", "ends_at",
                "position"),
    ]  # fmt: skip
    rows = defaultdict(list)
    for kind, row in branches[0].union(*branches[1:], all=True):
        rows[kind].append(row)
    return rows


def of_kind(kind: str, found: QuerySet[Any], *names: str, **others: Any) -> QuerySet[Any]:
    fields = {**{name: name for name in names}, **others}
    return found.order_by().values_list(Value(kind), JSONObject(**fields))


def pages_wanted(store: Store, language: str) -> QuerySet[BasePage]:
    """Published pages for menus: in the language that is read and in the store's own."""
    chosen = MenuItem.objects.filter(store_id=store.pk, page__isnull=False)
    in_menus = Q(show_in_menus=True, depth__in=(OWN_DEPTH, FURTHER_DEPTH))
    return BasePage.objects.filter(
        in_menus | Q(translation_key__in=chosen.values("page__translation_key")),
        store_id=store.pk,
        live=True,
        locale__language_code__in={language, store.language},
    )


def category_tree(
    rows: list[dict[str, Any]],
) -> tuple[list[CategoryNode], dict[int, CategoryNode]]:
    """What is below a category that is not published is not shown, either."""
    rows = sorted(rows, key=lambda row: (row["position"], row["name"].casefold(), row["pk"]))
    nodes = {row["pk"]: CategoryNode(row["pk"], row["name"], row["slug"]) for row in rows}
    top: list[CategoryNode] = []
    for row in rows:
        node, parent = nodes[row["pk"]], nodes.get(row["parent_id"])
        node.parent = parent
        if parent is not None:
            parent.children.append(node)
        elif row["parent_id"] is None:
            top.append(node)
    return top, nodes


class Pages:
    """The store's pages as they are read: in the language of the shopper, else in its own."""

    def __init__(self, rows: list[dict[str, Any]], language: str, own: str) -> None:
        self.rows = sorted(rows, key=lambda row: (row["path"], row["pk"]))
        by_language: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        for row in self.rows:
            by_language[row["language"]][row["key"]] = row
        self.known = {**by_language[own], **by_language[language]}
        self.own = own

    def in_menus(self) -> list[PageLink]:
        """In the order of the store's own pages; then those that only the language has."""
        own_first = sorted(self.rows, key=lambda row: row["language"] != self.own)
        keys = dict.fromkeys(row["key"] for row in own_first if row["is_in_menus"])
        found = [self.known[key] for key in keys if key in self.known]
        return [PageLink(row["title"], address(row)) for row in found if row["is_in_menus"]]

    def get(self, key: str | None) -> PageLink | None:
        row = self.known.get(key) if key else None
        return PageLink(row["title"], address(row)) if row else None


def address(row: Mapping[str, Any]) -> str:
    """``/about/`` of ``/north-ridge/about/``: below the home page, as all of a store's pages."""
    return "/" + str(row["url_path"]).lstrip("/").partition("/")[2]


def bar_from(row: dict[str, Any]) -> AnnouncementBar:
    times = {name: datetime.fromisoformat(row[name]) if row[name] else None
             for name in ("starts_at", "ends_at")}  # fmt: skip
    return AnnouncementBar(**{**row, **times})


def menus_in(
    rows: list[dict[str, Any]], language: str, nav: Navigation, pages: Pages
) -> list[tuple[str, Column]]:
    """(place, menu) of those in the language; where a place has none of it, of those for all."""
    by_menu: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_menu[row["place"], row["position"], row["menu_id"]].append(row)
    found = []
    for (place, _position, _pk), items in sorted(by_menu.items()):
        items.sort(key=lambda row: (row["sort_order"] or 0, row["pk"]))
        links = [(link_of(row, nav, pages), row["is_below"]) for row in items]
        found.append((place, items[0]["language"], Column(items[0]["title"], as_tree(links))))
    own = {place for place, spoken, _column in found if spoken == language}
    wanted = [(place, column) for place, spoken, column in found
              if spoken == (language if place in own else "")]  # fmt: skip
    return [(place, column) for place, column in wanted if column.links]


def link_of(row: dict[str, Any], nav: Navigation, pages: Pages) -> Link | None:
    """None where it leads to what is not published."""
    category, page = nav.by_id.get(row["category_id"]), pages.get(row["page_key"])
    if row["collection_slug"] and row["collection_is_live"]:
        url = reverse("catalog:collection", args=[row["collection_slug"]])
        return Link(row["label"] or row["collection"], url)
    if category is not None:
        return Link(row["label"] or category.name, category.url)
    if page is not None:
        return Link(row["label"] or page.title, page.url)
    return Link(row["label"], row["url"]) if row["url"] else None


def usual_header(nav: Navigation) -> list[Link]:
    return [
        Link(gettext("All products"), reverse("catalog:products")),
        *(
            Link(node.name, node.url, [Link(child.name, child.url) for child in node.children])
            for node in nav.categories
        ),
    ]


def usual_footer(nav: Navigation) -> list[Column]:
    shop = [Link(link.label, link.url) for link in usual_header(nav)[: IN_FOOTER + 1]]
    columns = [Column(gettext("Shop"), shop)]
    if nav.pages:
        links = [Link(page.title, page.url) for page in nav.pages]
        columns.append(Column(gettext("Information"), links))
    return columns


def show_menu(request: HttpRequest, menu: Menu) -> None:
    """For the preview of a menu: the store's navigation, with this menu as it is being edited."""
    nav = navigation_of(request)
    links = as_tree([(link_of_item(item), item.is_below) for item in menu.items.all()])
    if menu.place == Menu.Place.HEADER:
        nav.header = links
    else:
        nav.footer = [Column(menu.title, links)]
