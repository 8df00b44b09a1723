"""What is in a collection: chosen by hand, or whatever fulfils its rules now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from catalog.models import Category, Collection, CollectionRule
from catalog.selectors.bitmaps import (
    AtLeast,
    Both,
    Condition,
    Either,
    Given,
    Question,
    Sorting,
    Token,
    Without,
    ask,
)
from catalog.selectors.listing import SORTS
from catalog.services.index_rows import day_number
from catalog.words import fact_token
from stores.languages import storefront_language
from stores.models import Store
from stores.money import round_money, to_minor

NOTHING = Either()
Subject = CollectionRule.Subject
MOST_CHOSEN = 2_000
MOST_DAYS = 3_650


def content_of(store: Store, collection: Collection) -> tuple[Condition, Sorting]:
    """What a product has to fulfil to be in it, and the order it is shown in. One query, and one
    more for rules on categories. Also of a draft in an editor's preview."""
    sorting = SORTS.get(collection.sorting, SORTS["newest"])
    if collection.kind == Collection.Kind.MANUAL:
        chosen = tuple(item.product_id for item in collection.chosen.all())[:MOST_CHOSEN]
        in_order = chosen if collection.sorting == Collection.Sorting.CHOSEN else ()
        return Given(chosen) if chosen else NOTHING, Sorting(sorting.by, chosen=in_order)
    conditions = conditions_of(store, list(collection.rules.all()))
    if not conditions:
        return NOTHING, Sorting(sorting.by)
    if collection.match == Collection.Match.ANY:
        return Either(conditions), Sorting(sorting.by)
    return Both(conditions), Sorting(sorting.by)


def collection_products(store: Store, collection: Collection, *, limit: int) -> list[int]:
    """Ids of its first products, in its order."""
    condition, sorting = content_of(store, collection)
    question = Question(condition, sorting, size=limit)
    return ask(store.pk, storefront_language(store), question).product_ids


def conditions_of(store: Store, rules: Sequence[CollectionRule]) -> tuple[Condition, ...]:
    slugs = {rule.value.strip() for rule in rules if rule.subject == Subject.CATEGORY}
    categories: dict[str, int] = {}
    if slugs:
        found = Category.objects.filter(store_id=store.pk, slug__in=slugs, live=True)
        categories = dict(found.values_list("slug", "pk"))
    return tuple(condition_of(rule, store, categories) for rule in rules)


def condition_of(rule: CollectionRule, store: Store, categories: dict[str, int]) -> Condition:
    """A rule that cannot be understood finds nothing."""
    value = rule.value.strip()
    match rule.subject:
        case Subject.CATEGORY:
            return Token(f"c{categories[value]}") if value in categories else NOTHING
        case Subject.BRAND | Subject.TAG:
            return Token(fact_token(str(rule.subject), value))
        case Subject.ATTRIBUTE | Subject.OPTION:
            return Token(fact_token(rule.name, value))
        case Subject.ON_SALE:
            return Token("sale")
        case Subject.AVAILABLE:
            return Token("available")
        case Subject.NEW:
            return published_since(value)
        case Subject.PRICE_FROM | Subject.PRICE_UNDER:
            amount = minor(value, store.currency)
            if amount is None:
                return NOTHING
            dearer = AtLeast("p", amount)
            return dearer if rule.subject == Subject.PRICE_FROM else Without(dearer)
    return NOTHING


def published_since(days: str, *, now: datetime | None = None) -> Condition:
    if not (days.isascii() and days.isdecimal() and len(days) <= 4):
        return NOTHING
    since = (now or timezone.now()) - timedelta(days=min(int(days), MOST_DAYS))
    return AtLeast("d", day_number(since))


def minor(text: str, currency: str) -> int | None:
    """“19.99” in minor units; None for what is no price."""
    try:
        amount = Decimal(text.replace(",", "."))
        if not 0 <= amount <= 10**9:
            return None
        return to_minor(round_money(amount, currency), currency)
    except (InvalidOperation, ValueError):
        return None
