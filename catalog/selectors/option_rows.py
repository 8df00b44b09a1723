"""The variant picker: each value of each option as a link to the variant it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext

from catalog.models import Option, OptionDisplay, OptionValue, Product, Variant
from catalog.selectors.availability import Availability
from stores.languages import further_language
from stores.models import Image
from stores.pictures import image_as_json, image_from_json

OPTION_FIELDS = ("option1", "option2", "option3")


@dataclass(frozen=True, slots=True)
class Look:
    """How the store shows a value."""

    label: str
    colour: str = ""
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class ShownOption:
    name: str
    display: str
    looks: dict[str, Look] = field(default_factory=dict)
    """By value, in the order the store gave them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an option, as a link to the variant it leads to."""

    value: str
    label: str
    colour: str
    image: Image | None
    variant: Variant
    is_selected: bool
    is_exact: bool
    """False if the rest of the selection has to change, because the combination is not made."""
    is_available: bool


@dataclass(frozen=True, slots=True)
class OptionRow:
    name: str
    display: str
    selected: str
    """The chosen value as shoppers read it."""
    choices: list[Choice]


def options_as_json() -> ArraySubquery:
    """For ``annotate()`` on products: options with their values and those values' pictures, so
    that they cost no query however many there are."""
    image = Subquery(image_as_json(Image.objects.filter(pk=OuterRef("image_id"))))
    looks = (
        OptionValue.objects.filter(option_id=OuterRef("pk"))
        .order_by("sort_order", "pk")
        .annotate(picture=image)
        .values(row=JSONObject(value="value", names="names", colour="colour", picture="picture"))
    )
    return ArraySubquery(
        Option.objects.filter(product_id=OuterRef("pk"))
        .order_by("sort_order", "pk")
        .annotate(looks=ArraySubquery(looks))
        .values(row=JSONObject(name="name", names="names", display="display", looks="looks"))
    )


def options_from_json(rows: list[dict[str, Any]]) -> list[ShownOption]:
    return [
        ShownOption(
            name=in_language(row["name"], row["names"]),
            display=row["display"],
            looks={
                look["value"]: Look(
                    in_language(look["value"], look["names"]),
                    look["colour"],
                    image_from_json(look["picture"]),
                )
                for look in row["looks"]
            },
        )
        for row in rows
    ]


def options_in_memory(product: Product) -> list[ShownOption]:
    """Of a product that is being edited."""
    return [
        ShownOption(
            name=in_language(option.name, option.names),
            display=option.display,
            looks={
                look.value: Look(in_language(look.value, look.names), look.colour, look.image)
                for look in option.values.all()
            },
        )
        for option in product.options.all()
    ]


def in_language(own: str, names: Mapping[str, str] | None) -> str:
    """A name as the shopper reads it; the store's own where it has no other."""
    language = further_language()
    return (names or {}).get(language or "") or own


def option_rows(
    shown: list[ShownOption],
    variants: list[Variant],
    selected: Variant,
    available: Mapping[UUID, Availability],
) -> list[OptionRow]:
    """A row for each option in which the variants differ or which the product names."""
    rows = []
    for index, name in enumerate(OPTION_FIELDS):
        option = shown[index] if index < len(shown) else None
        used = list(dict.fromkeys(getattr(variant, name) for variant in variants))
        used = [value for value in used if value]
        if not used or (len(variants) == 1 and option is None):
            continue
        option = option or ShownOption(gettext("Version"), OptionDisplay.BUTTONS)
        chosen = getattr(selected, name)
        rows.append(
            OptionRow(
                name=option.name,
                display=option.display,
                selected=option.looks[chosen].label if chosen in option.looks else chosen,
                choices=[
                    choice(value, index, option, variants, selected, available)
                    for value in in_order(used, option)
                ],
            )
        )
    return rows


def in_order(used: list[str], option: ShownOption) -> list[str]:
    """As the store ordered the values; those it said nothing of behind them."""
    return [*(v for v in option.looks if v in used), *(v for v in used if v not in option.looks)]


def choice(
    value: str,
    index: int,
    option: ShownOption,
    variants: list[Variant],
    selected: Variant,
    available: Mapping[UUID, Availability],
) -> Choice:
    """The variant that has ``value`` and is nearest to the selection: it shares the most other
    values, earlier options before later ones, and of equals one that can be had."""
    wanted = values(selected)

    def nearness(variant: Variant) -> tuple[int, list[bool], bool]:
        same = [a == b for a, b in zip(values(variant), wanted, strict=True)]
        same[index] = True
        return sum(same), same, available[variant.public_id].can_be_bought

    nearest = max(
        (variant for variant in variants if values(variant)[index] == value), key=nearness
    )
    others = [n for n in range(len(OPTION_FIELDS)) if n != index]
    look = option.looks.get(value) or Look(value)
    return Choice(
        value=value,
        label=look.label,
        colour=look.colour,
        image=look.image,
        variant=nearest,
        is_selected=wanted[index] == value,
        is_exact=all(values(nearest)[n] == wanted[n] for n in others),
        is_available=available[nearest.public_id].can_be_bought,
    )


def values(variant: Variant) -> tuple[str, ...]:
    return tuple(getattr(variant, name) for name in OPTION_FIELDS)
