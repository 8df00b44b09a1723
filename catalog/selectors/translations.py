"""Names and texts in the language that the shopper reads: with the query that loads the things,
whatever their number. In a store's own language nothing is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from catalog.models import (
    Category,
    CategoryTranslation,
    Collection,
    CollectionTranslation,
    OptionValue,
    Product,
    ProductTranslation,
    Variant,
)
from catalog.models.in_languages import InLanguages
from catalog.models.translation import Translation
from stores.languages import further_language
from stores.models import Store

Thing = TypeVar("Thing", bound=InLanguages)

TRANSLATIONS: dict[type[InLanguages], tuple[type[Translation], str]] = {
    Product: (ProductTranslation, "product"),
    Category: (CategoryTranslation, "category"),
    Collection: (CollectionTranslation, "collection"),
}
TEXTS = "texts_in_language"
SLUGS = "slugs_in_languages"


def texts_of(model: type[InLanguages], owner: Any = "pk", *names: str) -> Subquery:
    """For ``annotate()``: the texts of the row that ``owner`` names in the language that is read,
    as JSON; all of them, or those named. Nothing in the store's own language."""
    translation, key = TRANSLATIONS[model]
    fields = names or translation.TEXTS
    rows = translation._default_manager.filter(
        **{f"{key}_id": OuterRef(owner)}, language=further_language()
    )
    return Subquery(rows.values(row=JSONObject(**{name: name for name in fields}))[:1])


def text_of(model: type[InLanguages], name: str, of: str = "") -> Combinable:
    """The text ``name`` of a row in the language that is read, where that has one; for
    ``values()``. ``of`` is the row's key to the thing, where the thing is another row."""
    own = F(f"{of}__{name}" if of else name)
    if further_language() is None:
        return own
    translation, key = TRANSLATIONS[model]
    owner = OuterRef(f"{of}_id" if of else "pk")
    rows = translation._default_manager.filter(**{f"{key}_id": owner}, language=further_language())
    return Coalesce(NullIf(Subquery(rows.values(name)[:1]), Value("")), own)


def with_texts(things: QuerySet[Thing], *names: str) -> QuerySet[Thing]:
    """``things`` with what ``read`` puts over them."""
    if further_language() is None:
        return things
    return things.annotate(**{TEXTS: texts_of(things.model, "pk", *names)})


def read(thing: Thing) -> Thing:
    """The thing of ``with_texts``, in the language that is read."""
    language = further_language()
    if language is not None and hasattr(thing, TEXTS):
        thing.put_texts(getattr(thing, TEXTS), language)
    if (slugs := getattr(thing, SLUGS, None)) is not None:
        thing.slugs = {row["language"]: row["slug"] for row in slugs}
    return thing


def read_variants(variants: Iterable[Variant]) -> None:
    """Variants, and their products, in the language that is read: two queries, and none in the
    store's own."""
    language = further_language()
    known = list(variants)
    if language is None or not known:
        return
    ids = {variant.product_id for variant in known}
    texts = {
        text.product_id: text.texts()
        for text in ProductTranslation.objects.filter(product_id__in=ids, language=language)
    }
    words: dict[int, dict[str, str]] = defaultdict(dict)
    values = OptionValue.objects.filter(option__product_id__in=ids)
    for product_id, value, names in values.values_list("option__product_id", "value", "names"):
        if name := names.get(language):
            words[product_id][value] = name
    for variant in known:
        variant.words = words[variant.product_id]
        if variant.product.read_in is None:
            variant.product.put_texts(texts.get(variant.product_id), language)


def named(things: QuerySet[Thing], slug: str, store: Store) -> QuerySet[Thing]:
    """Those of ``things`` that are, or were meant by, ``slug`` in one of the store's languages, the
    likeliest first, with their texts. A view leads to the right address with ``to_its_address``."""
    if not store.languages:
        return things.filter(slug=slug)
    translation, key = TRANSLATIONS[things.model]
    theirs = translation._default_manager.filter(**{f"{key}_id": OuterRef("pk")}).exclude(slug="")
    called = theirs.filter(store_id=store.pk, slug=slug, language__in=store.languages)
    likelihood = Case(
        When(Exists(called.filter(language=further_language() or "")), then=Value(0)),
        When(slug=slug, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = theirs.filter(language__in=store.languages).values(
        row=JSONObject(language="language", slug="slug")
    )
    return (
        with_texts(things)
        .filter(Q(slug=slug) | Q(pk__in=owners(translation, key, slug, store)))
        .annotate(**{SLUGS: ArraySubquery(rows)})
        .order_by(likelihood, "pk")
    )


def owners(translation: type[Translation], key: str, slug: str, store: Store) -> QuerySet[Any]:
    return translation._default_manager.filter(
        store_id=store.pk, slug=slug, language__in=store.languages
    ).values(f"{key}_id")


def to_its_address(request: HttpRequest, thing: InLanguages) -> HttpResponse | None:
    """Where the thing is read, if the address asked for is that of another language."""
    address = thing.get_absolute_url()
    if address == request.path:
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def told_in_languages(request: HttpRequest, thing: InLanguages) -> None:
    """Notes where the page that is shown is read in the store's other languages, for its links."""
    store: Store = request.store  # type: ignore[attr-defined]
    if store.languages:
        request.address_in = partial(thing.address_in, store)  # type: ignore[attr-defined]
