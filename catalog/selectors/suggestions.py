"""What is offered below the search box: a few products, categories, collections and pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from catalog.models import Collection
from catalog.selectors.bitmaps import Question, ask
from catalog.selectors.cards import ProductCard, cards_in_order
from catalog.selectors.facet_book import load_book
from catalog.selectors.navigation import navigation_of
from catalog.selectors.search import Search, read_search
from catalog.selectors.translations import read, with_texts
from catalog.words import is_match, words_of
from stores.languages import storefront_language
from stores.models import BasePage, Store

PRODUCTS = 6
LINKS = 4
MOST_LOOKED_AT = 300
"""Collections and pages of a store that are compared with what is typed."""


@dataclass(frozen=True, slots=True)
class Link:
    name: str
    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    search: Search
    cards: list[ProductCard]
    links: list[Link]
    total: int = 0
    is_corrected: bool = False


def suggest(request: HttpRequest, text: str) -> Suggestions:
    store: Store = request.store  # type: ignore[attr-defined]
    language = storefront_language(store)
    synonyms = load_book(store, language, synonyms=True).synonyms
    meant, corrected = read_search(store.pk, language, text, synonyms)
    if meant.condition is None:
        return Suggestions(meant, [], [])
    search, is_corrected = meant, False
    answer = ask(store.pk, language, Question(meant.condition, meant.sorting, size=PRODUCTS))
    if not answer.total and corrected is not None and corrected.condition is not None:
        question = Question(corrected.condition, corrected.sorting, size=PRODUCTS)
        answer = ask(store.pk, language, question)
        if answer.total:
            search, is_corrected = corrected, True
    cards = cards_in_order(answer.product_ids)
    links = list(links_of(request, search))
    return Suggestions(search, cards, links, answer.total, is_corrected)


def links_of(request: HttpRequest, search: Search) -> Iterable[Link]:
    navigation = navigation_of(request)
    nodes = [node for node in navigation.by_id.values() if fits(node.name, search)]
    yield from (Link(node.name, node.url, "category") for node in nodes[:LINKS])
    store_id = request.store.pk  # type: ignore[attr-defined]
    collections = with_texts(Collection.objects.filter(store_id=store_id, live=True))
    found = [read(one) for one in collections.order_by("name")[:MOST_LOOKED_AT]]
    fitting = [one for one in found if fits(one.name, search)]
    yield from (Link(one.name, one.get_absolute_url(), "collection") for one in fitting[:LINKS])
    pages = [page for page in pages_of(request) if fits(page.title, search)]
    for page in pages[:LINKS]:
        yield Link(page.title, page.get_url(request) or "/", "page")


def pages_of(request: HttpRequest) -> list[BasePage]:
    """Live pages below the home page of the language that is read, that anybody may see."""
    store: Store = request.store  # type: ignore[attr-defined]
    home = store.site.root_page  # type: ignore[union-attr]
    pages = BasePage.objects.filter(store_id=store.pk, live=True, depth__gt=home.depth)
    below = pages.filter(path__startswith=home.path, locale_id=home.locale_id).public()  # type: ignore[attr-defined]
    return list(below.order_by("title")[:MOST_LOOKED_AT])


def fits(name: str, search: Search) -> bool:
    """Whether all words are in it, or begin one."""
    named = words_of(name)
    return bool(search.words) and all(
        any(is_match(word, [wanted]) for word in named) for wanted in words_of(search.typed)
    )
