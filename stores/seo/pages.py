"""What pages made of blocks say of themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest

from stores.models import BasePage, HomePage, Image, Store
from stores.page_pictures import image_ids, pictures_of
from stores.seo.meta import PageMeta, page_number, paged, plain, titled
from stores.seo.structured_data import breadcrumbs, organization, website

TEXTS = ("text", "introduction", "headline", "title")


def describe_page(context: Mapping[str, Any], request: HttpRequest) -> PageMeta | None:
    page = context.get("page")
    if not isinstance(page, BasePage):
        return None
    store: Store = request.store  # type: ignore[attr-defined]
    return home(page, store, request) if isinstance(page, HomePage) else other(page, store, request)


def home(page: HomePage, store: Store, request: HttpRequest) -> PageMeta:
    named = f"{store.name} – {store.tagline}" if store.tagline else store.name
    return PageMeta(
        title=page.seo_title or named,
        description=page.search_description or store.tagline or first_text(page),
        path=page.get_url(request) or "/",
        image=first_image(page),
        image_alt=store.name,
        data=[organization(store), website(store)],
    )


def other(page: BasePage, store: Store, request: HttpRequest) -> PageMeta:
    return PageMeta(
        title=titled(page.seo_title or page.title, store),
        description=description_of(page),
        path=paged(page.get_url(request) or "", page_number(request)),
        image=first_image(page),
        image_alt=page.title,
        data=[breadcrumbs(store, [(page.title, page.get_url(request) or "")])],
    )


def description_of(page: BasePage) -> str:
    introduction: str = getattr(page, "introduction", "")
    return page.search_description or introduction or first_text(page)


def first_image(page: BasePage) -> Image | None:
    """The first picture of its blocks. They are loaded together, once a page."""
    body = getattr(page, "body", None)
    if body is None:
        return None
    found = pictures_of(body)
    return next((found[pk] for pk in image_ids(list(body.raw_data)) if found.get(pk)), None)


def first_text(page: BasePage) -> str:
    """The first text of its blocks that is long enough to say something."""
    body = getattr(page, "body", None)
    texts = texts_of(list(body.raw_data)) if body is not None else iter(())
    return next((text for text in map(plain, texts) if len(text) > 40), "")


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "text" and isinstance(value.get("value"), str):
            yield value["value"]
        for name, inner in value.items():
            if name in TEXTS and isinstance(inner, str):
                yield inner
            else:
                yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)
