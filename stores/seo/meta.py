"""What a page says of itself to search engines and to those it is shared with: one place.

``base.html`` asks ``meta_of(context)``. Each package registers functions that know its pages;
what nobody describes (check-out, errors, somebody's own lists) is not for search engines."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import unescape
from typing import Any

from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.text import Truncator

from stores.models import Image, Store
from stores.money import Money, plain_amount
from stores.seo.sharing import SharePicture, logo_of, share_picture

NOINDEX = "noindex"
MAX_DESCRIPTION = 160
BLOCKS = re.compile(r"</(?:p|li|h[1-6]|div|td)>|<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageMeta:
    title: str
    description: str = ""
    path: str = ""
    """Where the page really is, from the root of the store; empty: nowhere that may be kept."""
    robots: str = ""
    kind: str = "website"
    """Its type in Open Graph."""
    image: Image | None = None
    image_alt: str = ""
    price: Money | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    data: list[dict[str, Any]] = field(default_factory=list)
    """Structured data of schema.org, an object for each thing."""
    url: str = ""
    """``path`` on the store's primary domain. Filled in by ``meta_of``."""
    picture: SharePicture | None = None
    """Filled in by ``meta_of``: of ``image``, or the store's logo."""

    @property
    def price_amount(self) -> str:
        """“12.90”: with the digits of the currency and a point."""
        return plain_amount(self.price.amount, self.price.currency) if self.price else ""

    @property
    def is_indexed(self) -> bool:
        return bool(self.path) and NOINDEX not in self.robots


Describe = Callable[[Mapping[str, Any], HttpRequest], PageMeta | None]
_descriptions: list[Describe] = []


def describes(function: Describe) -> Describe:
    """Registers a function that knows pages by their context: it returns None for all others."""
    if function not in _descriptions:
        _descriptions.append(function)
    return function


def meta_of(context: Mapping[str, Any], request: HttpRequest | None) -> PageMeta:
    """What the page with this context is. Hosts are the store's own, whatever the request says."""
    store: Store | None = getattr(request, "store", None)
    if request is None or store is None or store.is_platform:
        return PageMeta(title=store.name if store else "", robots=NOINDEX)
    if is_preview(context, request):  # Of what may be half written, without a slug.
        return PageMeta(title=store.name, robots=NOINDEX)
    found = (describe(context, request) for describe in _descriptions)
    meta = next((meta for meta in found if meta is not None), None)
    if meta is None:
        return PageMeta(title=store.name, robots=NOINDEX)
    return replace(
        meta,
        description=shorten(meta.description),
        url=store.absolute_url(meta.path) if meta.is_indexed else "",
        picture=(share_picture(store, meta.image, alt=meta.image_alt) or logo_of(store))
        if meta.is_indexed
        else None,
    )


def is_preview(context: Mapping[str, Any], request: HttpRequest) -> bool:
    return bool(context.get("is_preview") or getattr(request, "is_preview", False))


def titled(title: str, store: Store) -> str:
    """“Mug – Alpha”; a title that names the store stays as it is."""
    return title if store.name.casefold() in title.casefold() else f"{title} – {store.name}"


def plain(html: str) -> str:
    """The text of rich text, on one line."""
    return " ".join(unescape(strip_tags(BLOCKS.sub(" ", html))).split())


def shorten(text: str) -> str:
    """What a search engine shows of a description; whole words where there are any."""
    line = " ".join(text.split())
    if len(line) <= MAX_DESCRIPTION:
        return line
    cut = Truncator(line).chars(MAX_DESCRIPTION, truncate="")
    at_word = cut.rsplit(" ", 1)[0] if " " in cut[MAX_DESCRIPTION // 2 :] else cut[:-1]
    return f"{at_word.rstrip(' ,;:–-')}…"


def page_number(request: HttpRequest) -> int:
    """The page of a list that the address asks for; 1 for whatever is no number."""
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def paged(path: str, number: int) -> str:
    return f"{path}?page={number}" if number > 1 else path
