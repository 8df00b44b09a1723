"""What pages made of blocks say of themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Any

from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.utils import timezone

from stores.models import BasePage, HomePage, Image, JournalPost, Store, Tag
from stores.page_pictures import image_ids, pictures_of
from stores.selectors.questions import questions_of
from stores.seo.meta import PageMeta, page_number, paged, plain, shorten, titled
from stores.seo.structured_data import article, breadcrumbs, faq, organization, website

HOME_DEPTH = 2
TEXTS = ("text", "introduction", "headline", "title")


def describe_page(context: Mapping[str, Any], request: HttpRequest) -> PageMeta | None:
    page = context.get("page")
    if not isinstance(page, BasePage):
        return None
    store: Store = request.store  # type: ignore[attr-defined]
    if isinstance(page, HomePage):
        return home(page, store, request)
    if isinstance(page, JournalPost):
        return post(page, store, request)
    return other(page, store, request, topic=context.get("topic"))


def home(page: HomePage, store: Store, request: HttpRequest) -> PageMeta:
    named = f"{store.name} – {store.tagline}" if store.tagline else store.name
    return PageMeta(
        title=page.seo_title or named,
        description=page.search_description or store.tagline or first_text(page),
        path=page.get_url(request) or "/",
        image=first_image(page),
        image_alt=store.name,
        data=[organization(store), website(store), *faq_of(page)],
    )


def other(page: BasePage, store: Store, request: HttpRequest, topic: Tag | None) -> PageMeta:
    """A topic of a journal is a page of its own, the journal's with less on it."""
    title = f"{topic.name} – {page.title}" if topic else page.seo_title or page.title
    path = request.path if topic else page.get_url(request) or ""
    number = page_number(request)
    return PageMeta(
        title=titled(f"{title} ({number})" if number > 1 else title, store),
        description=description_of(page),
        path=paged(path, number),
        image=first_image(page),
        image_alt=page.title,
        data=[breadcrumbs(store, [*steps_to(page, request), (page.title, path)]), *faq_of(page)],
    )


def post(page: JournalPost, store: Store, request: HttpRequest) -> PageMeta:
    path = page.get_url(request) or ""
    published = datetime.combine(page.date, time(), tzinfo=timezone.get_current_timezone())
    image = page.image or first_image(page)
    return PageMeta(
        title=titled(page.seo_title or page.title, store),
        description=description_of(page),
        path=path,
        kind="article",
        image=image,
        image_alt=page.image_alt or page.title,
        published_at=published,
        modified_at=page.last_published_at,
        data=[
            article(
                store,
                url=store.absolute_url(path),
                headline=page.title,
                description=shorten(description_of(page)),
                author=page.author,
                image=store.absolute_url(default_storage.url(image.file.name)) if image else "",
                published=published.isoformat(),
                modified=(page.last_published_at or published).isoformat(),
            ),
            breadcrumbs(store, [*steps_to(page, request), (page.title, path)]),
            *faq_of(page),
        ],
    )


def steps_to(page: BasePage, request: HttpRequest) -> list[tuple[str, str]]:
    """The page above, unless that is a home page, which every trail begins with."""
    if page.depth <= HOME_DEPTH + 1:
        return []
    parent = page.get_parent()
    if parent is None or parent.cached_content_type.model == "homepage":
        return []
    return [(parent.title, parent.get_url(request) or "")]


def faq_of(page: BasePage) -> list[dict[str, Any]]:
    body = getattr(page, "body", None)
    found = questions_of(list(body.raw_data)) if body is not None else []
    return [faq((question, plain(answer)) for question, answer in found)] if found else []


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
