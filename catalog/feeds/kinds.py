"""What sitemaps list: only what is live and what a visitor can find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from wagtail.models import PageViewRestriction

from catalog.feeds.sitemap import Entry, Kind
from catalog.feeds.texts import text_in
from catalog.models import Category, Collection, Product, ProductImage, ProductIndex
from stores.languages import shop_in
from stores.models import BasePage, JournalPost, Store

MAX_IMAGES = 10
PLACE = "-"


def found_products(store: Store) -> QuerySet[Product]:
    """Those with a row of the read model: published, and with something to sell."""
    row = ProductIndex.objects.filter(store_id=store.pk, product_id=OuterRef("pk"))
    return Product.objects.filter(Exists(row), store_id=store.pk, live=True).order_by("slug")


@dataclass(frozen=True, slots=True)
class Slugged:
    """Things with a slug, translated in place."""

    name: str
    route: str
    model: type[Product] | type[Category] | type[Collection]
    key: str = "slug"

    def rows(self, store: Store) -> QuerySet[Any]:
        if self.model is Product:
            pictures = ProductImage.objects.select_related("image").order_by("sort_order", "pk")
            found: QuerySet[Any] = found_products(store).prefetch_related(
                Prefetch("images", pictures)
            )
        else:
            live: QuerySet[Any] = self.model.objects.filter(store_id=store.pk, live=True)
            found = live.select_related("image").order_by("slug")
        return found.prefetch_related("translations") if store.languages else found

    def entries(self, store: Store, rows: list[Any]) -> Iterator[Entry]:
        patterns = self.patterns(store)
        for row in rows:
            paths = {
                language: pattern.replace(PLACE, text_in(row, "slug", language, store), 1)
                for language, pattern in patterns.items()
            }
            yield Entry(
                paths=list(paths.values()),
                alternates=paths if len(paths) > 1 else {},
                changed_at=row.last_published_at,
                images=[default_storage.url(name) for name in picture_files(row)],
            )

    def patterns(self, store: Store) -> dict[str, str]:
        found = {}
        for language in store.all_languages:
            with shop_in(store, language):
                found[language] = reverse(self.route, args=[PLACE])
        return found


def picture_files(row: Any) -> list[str]:
    if isinstance(row, Product):
        return [shown.image.file.name for shown in row.images.all()[:MAX_IMAGES]]
    return [row.image.file.name] if row.image else []


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages of the store's tree; a translation is a page of its own."""

    name: str
    journal: bool
    key: str = "url_path"

    def rows(self, store: Store) -> QuerySet[Any]:
        pages = public_pages(store)
        posts = JournalPost.objects.filter(store_id=store.pk).values("pk")
        pages = pages.filter(pk__in=posts) if self.journal else pages.exclude(pk__in=posts)
        return pages.select_related("locale").order_by(self.key)

    def entries(self, store: Store, rows: list[Any]) -> Iterator[Entry]:
        translated = translations_of(store, rows)
        for row in rows:
            alternates = translated.get(row.translation_key, {})
            yield Entry(
                paths=[path_of(row.url_path, store)],
                alternates=alternates if len(alternates) > 1 else {},
                changed_at=row.last_published_at,
            )


def public_pages(store: Store) -> QuerySet[BasePage]:
    """Live, and behind no password, their own or of a page above."""
    shown = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restricted = PageViewRestriction.objects.annotate(shown=shown).filter(
        shown__startswith=F("page__path")
    )
    return BasePage.objects.filter(~Exists(restricted), store_id=store.pk, live=True, depth__gt=1)


def translations_of(store: Store, rows: list[BasePage]) -> dict[UUID, dict[str, str]]:
    """By translation key, the path of a page in each of the store's languages: one query."""
    if not store.languages:
        return {}
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    same = public_pages(store).filter(translation_key__in={row.translation_key for row in rows})
    for key, language, url_path in same.values_list(
        "translation_key", "locale__language_code", "url_path"
    ):
        found[key][language] = path_of(url_path, store)
    return found


def path_of(url_path: str, store: Store) -> str:
    """“/alpha/about/” is “/about/” on the store's host."""
    return "/" + url_path.removeprefix(store.site.root_page.url_path)  # type: ignore[union-attr]


ALL: tuple[Kind, ...] = (
    Pages("pages", journal=False),
    Pages("journal", journal=True),
    Slugged("products", "catalog:product", Product),
    Slugged("categories", "catalog:category", Category),
    Slugged("collections", "catalog:collection", Collection),
)
KINDS = {kind.name: kind for kind in ALL}
