"""What a rule of a collection may say. Words are brought to what they are compared with."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.models import Brand, Category, CollectionRule
from catalog.models.variant import MAX_PRICE
from stores.models import Tag

Subject = CollectionRule.Subject
MAX_DAYS = 3650


def clean_rule(subject: str, name: str, value: str) -> tuple[str, str]:
    """Name and value as they are stored; a category or brand may be given by its name or slug,
    and is kept by its slug or name. Raises ValidationError with words for the shopkeeper."""
    name, value = name.strip(), value.strip()
    if subject in (Subject.ON_SALE, Subject.AVAILABLE):
        return "", ""
    if subject in (Subject.ATTRIBUTE, Subject.OPTION):
        if not name:
            message = (
                _("Write the name of the fact, such as Material.")
                if subject == Subject.ATTRIBUTE
                else _("Write the name of the option, such as Colour.")
            )
            raise ValidationError({"name": message})
    else:
        name = ""
    if not value:
        raise ValidationError({"value": _("Write what it is compared with.")})
    return name, CLEANERS.get(Subject(subject), str)(value)


def _category(value: str) -> str:
    found = _find(Category, value)
    if found is None:
        message = _("There is no category “%(value)s”: write its name or slug.")
        raise ValidationError({"value": message % {"value": value}})
    return str(found.slug)


def _brand(value: str) -> str:
    found = _find(Brand, value)
    if found is None:
        message = _("There is no brand “%(value)s”: write its name or slug.")
        raise ValidationError({"value": message % {"value": value}})
    return str(found.name)


def _find(model: Any, value: str) -> Any:
    for condition in ({"slug": value}, {"name__iexact": value}):
        found = model.objects.filter(**condition).order_by("pk").first()
        if found is not None:
            return found
    return None


def _tag(value: str) -> str:
    """A tag that nothing has yet may be named: its products come later."""
    found = Tag.objects.filter(name__iexact=value).first()
    return found.name if found is not None else value


def _price(value: str) -> str:
    try:
        price = Decimal(value.replace(",", "."))
    except InvalidOperation:
        price = Decimal("NaN")
    if not price.is_finite() or not 0 < price <= MAX_PRICE:
        raise ValidationError(
            {"value": _("“%(value)s” is no price: write a number such as 20.") % {"value": value}}
        )
    return f"{price.normalize():f}"


def _days(value: str) -> str:
    if not (value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= MAX_DAYS):
        raise ValidationError(
            {"value": _("Write a number of days from 1 to %(most)d.") % {"most": MAX_DAYS}}
        )
    return str(int(value))


CLEANERS: dict[Subject, Callable[[str], str]] = {
    Subject.CATEGORY: _category,
    Subject.BRAND: _brand,
    Subject.TAG: _tag,
    Subject.PRICE_UNDER: _price,
    Subject.PRICE_FROM: _price,
    Subject.NEW: _days,
}
