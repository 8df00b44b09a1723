"""The page that is shown, in each of the shop's languages: for its menu of languages and for
search engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext

from stores.languages import direction, own_name, storefront_language
from stores.models import BasePage, Store


@dataclass(frozen=True, slots=True)
class LanguageLink:
    language: str
    name: str
    """What the language calls itself."""
    path: str
    """Of the same page; of the front page where the language has no such page."""
    is_same_page: bool
    is_current: bool
    direction: str

    @property
    def invitation(self) -> str:
        """For a shopper whose browser prefers the language, in that language."""
        with translation.override(self.language):
            return gettext("View this page in %(language)s") % {"language": self.name}


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """A link for each language of the shop, its own first; none where there is only one. Asks the
    database once, for a page of blocks."""
    store: Store | None = getattr(request, "store", None)
    if store is None or store.is_platform or not store.languages:
        return []
    known: list[LanguageLink] | None = getattr(request, "_language_links", None)
    if known is None:
        known = make_links(request, store)
        request._language_links = known  # type: ignore[attr-defined]
    return known


def make_links(request: HttpRequest, store: Store) -> list[LanguageLink]:
    address_in = addresses_of(request, store)
    current = storefront_language(store)
    links = []
    for language in store.all_languages:
        path = address_in(language)
        links.append(
            LanguageLink(
                language=language,
                name=own_name(language),
                path=path or prefix_of(store, language),
                is_same_page=path is not None,
                is_current=language == current,
                direction=direction(language),
            )
        )
    return links


def addresses_of(request: HttpRequest, store: Store) -> Callable[[str], str | None]:
    """The address of the page by language; None where a language has no such page."""
    if (told := getattr(request, "address_in", None)) is not None:
        return told  # type: ignore[no-any-return]
    if (route := getattr(request, "_wagtail_route_for_request", None)) is not None:
        return page_addresses(store, route[0]).get
    match = request.resolver_match
    # What has a name of its own in each language says so itself; else there is no such thing.
    if match is None or not match.namespaces or "slug" in match.kwargs:
        return lambda language: None
    plain: str = request.plain_path  # type: ignore[attr-defined]
    return lambda language: prefix_of(store, language) + plain.removeprefix("/")


def page_addresses(store: Store, page: BasePage) -> dict[str, str]:
    """Of the published translations of a page. The front page is there in every language."""
    home: BasePage = store.site.root_page  # type: ignore[union-attr]
    found = BasePage.objects.filter(
        store_id=store.pk,
        translation_key=page.translation_key,
        live=True,
        locale__language_code__in=store.all_languages,
    ).values_list("locale__language_code", "url_path")
    addresses = {code: "/" + url_path.removeprefix(home.url_path) for code, url_path in found}
    if page.translation_key == home.translation_key:
        addresses = {code: prefix_of(store, code) for code in store.all_languages}
    return addresses


def prefix_of(store: Store, language: str) -> str:
    return "/" if language == store.language else f"/{language}/"
