"""What the read model says of a product: pure reading of a product whose children are loaded."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils.html import strip_tags

from catalog.models import Category, FacetGroup, Product, Variant
from catalog.models.category_tree import Parents, trail
from catalog.services.index_facets import Fact
from catalog.words import fact_token, fold, words_of
from stores.money import currency_exponent, to_minor

Kind = FacetGroup.Kind

MOST_WORDS = 400
"""Different words of a product that are found; the name's come first."""
FIRST_DAY = date(2020, 1, 1)
STEPS = (1, 2, 5)


@dataclass(slots=True)
class IndexRow:
    """A row of the read model before its words and facets have become tokens."""

    language: str
    name: str
    fields: dict[str, Any]
    tokens: set[str]
    facts: list[Fact]
    name_words: list[str] = field(default_factory=list)
    other_words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shelves:
    """The tree of categories, and those that are published."""

    parents: Parents
    live: Set[int]

    def with_ancestors(self, category_ids: Iterable[int]) -> list[int]:
        """The categories and everything above them, as far as they are published, sorted."""
        found = {pk for category_id in category_ids for pk in trail(self.parents, category_id)}
        return sorted(found & self.live)


def read_shelves() -> Shelves:
    rows = list(Category.objects.values_list("pk", "parent_id", "live"))
    parents = {pk: parent_id for pk, parent_id, _live in rows}
    return Shelves(parents, {pk for pk, _parent_id, is_live in rows if is_live})


def rows_of(
    product: Product, variants: list[Variant], free: Set[int], shelves: Shelves
) -> list[IndexRow]:
    """A row for each language of the store; ``free`` are the variants that can be bought now."""
    prices = [to_minor(variant.price, variant.currency) for variant in variants]
    published = product.first_published_at or product.created_at
    fields = {
        "category_ids": shelves.with_ancestors(
            link.category_id for link in product.product_categories.all()
        ),
        "price_min": min(prices),
        "price_max": max(prices),
        "is_available": any(variant.pk in free for variant in variants),
        "is_on_sale": any(variant.compare_at_money is not None for variant in variants),
        "published_at": published,
    }
    tokens = plain_tokens(fields, variants, product)
    return [
        row_in(language, product, variants, fields, tokens)
        for language in product.store.all_languages
    ]


def row_in(
    language: str,
    product: Product,
    variants: list[Variant],
    fields: dict[str, Any],
    tokens: set[str],
) -> IndexRow:
    translations = {text.language: text for text in product.translations.all()}
    text = translations.get(language) if language != product.store.language else None
    name = (text and text.name) or product.name
    attributes = (text and text.attributes) or product.attributes
    description = (text and text.description) or product.description
    short = (text and text.short_description) or product.short_description
    facts = list(facts_of(product, variants, attributes, language))
    named = f"{name} {product.brand.name if product.brand else ''}"
    skus = " ".join(f"{variant.sku} {variant.barcode}" for variant in variants)
    told = " ".join(fact.label for fact in facts)
    tags = " ".join(item.tag.name for item in product.tagged_items.all())
    rest = f"{skus} {tags} {short} {told} {' '.join(flatten(attributes))} {strip_tags(description)}"
    return IndexRow(
        language=language,
        name=name,
        fields=fields,
        tokens=tokens,
        facts=facts,
        name_words=words_of(named),
        other_words=list(dict.fromkeys(words_of(rest)))[:MOST_WORDS],
    )


def plain_tokens(fields: dict[str, Any], variants: list[Variant], product: Product) -> set[str]:
    """What is the same in every language."""
    tokens = {"all", *(f"c{pk}" for pk in fields["category_ids"])}
    tokens |= bit_tokens("p", fields["price_min"])
    tokens |= bit_tokens("d", day_number(fields["published_at"]))
    tokens.add(f"b{price_step(fields['price_min'], variants[0].currency)}")
    tokens |= {f"s:{fold(code)[:64]}" for v in variants for code in (v.sku, v.barcode) if code}
    if fields["is_available"]:
        tokens.add("available")
    if fields["is_on_sale"]:
        tokens.add("sale")
    facts = facts_of(product, variants, product.attributes, "")
    tokens |= {fact_token(fact.name, fact.label) for fact in facts}
    tokens |= {fact_token("tag", item.tag.name) for item in product.tagged_items.all()}
    rating = getattr(product, "rating", None)
    if rating is not None and rating.count:
        tokens |= {f"r{stars}" for stars in (2, 3, 4) if rating.average >= stars}
    return tokens


def bit_tokens(prefix: str, number: int) -> set[str]:
    """A number as bits: 5 is p0 and p2. Comparing needs no more than these
    (``catalog.selectors.bitmaps.AtLeast``)."""
    return {f"{prefix}{bit}" for bit in range(number.bit_length()) if number >> bit & 1}


def day_number(moment: datetime) -> int:
    return max((moment.astimezone(UTC).date() - FIRST_DAY).days, 0)


def price_steps(currency: str) -> list[int]:
    """Where ranges of prices begin, in minor units: 0, 1, 2, 5, 10, 20, 50, … of the currency."""
    unit = 10 ** currency_exponent(currency)
    return [0, *(step * 10**power * unit for power in range(8) for step in STEPS)]


def price_step(minor: int, currency: str) -> int:
    return max(n for n, begin in enumerate(price_steps(currency)) if begin <= minor)


def facts_of(
    product: Product, variants: list[Variant], attributes: Any, language: str
) -> Iterable[Fact]:
    for number, option in enumerate(product.options.all()):
        looks = {value.value: (n, value) for n, value in enumerate(option.values.all())}
        chosen = dict.fromkeys(getattr(variant, f"option{number + 1}") for variant in variants)
        for value in filter(None, chosen):
            position, look = looks.get(value, (len(looks), None))
            yield Fact(
                Kind.OPTION,
                option.names.get(language) or option.name,
                (look and look.names.get(language)) or value,
                colour=look.colour if look else "",
                position=position,
                group_position=number,
            )
    if product.brand is not None:
        yield Fact(Kind.BRAND, "Brand", product.brand.name, group_position=10)
    if isinstance(attributes, dict):
        for number, (name, value) in enumerate(attributes.items()):
            for label in dict.fromkeys(flatten(value)):
                yield Fact(Kind.ATTRIBUTE, str(name), label.strip(), group_position=20 + number)


def flatten(attributes: object) -> list[str]:
    """All texts in it; what is no text as one: yes, 250, 1.5."""
    if isinstance(attributes, dict):
        return [text for value in attributes.values() for text in flatten(value)]
    if isinstance(attributes, list):
        return [text for value in attributes for text in flatten(value)]
    if isinstance(attributes, float):
        return [str(Decimal(str(attributes)).normalize())]
    return [str(attributes)]
