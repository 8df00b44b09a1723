"""Translated texts: nothing is left in English, and what is compiled is what is written."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from babel.messages.catalog import Catalog, Message
from django.utils import translation
from django.utils.translation import gettext, ngettext

from platform_site.messages import (
    compiled,
    folder,
    is_whole,
    lacking,
    languages,
    read_catalogue,
    texts_in_code,
    update_catalogue,
)
from stores.money import format_money

NAMES = re.compile(r"%\((\w+)\)[sd]|%[sd%]")


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return texts_in_code()


def test_texts_are_found_in_templates_and_in_code(texts: Catalog) -> None:
    assert "Add to cart" in texts
    assert "Your cart is empty." in texts
    stars = texts.get("%(stars)s star")
    assert stars is not None
    assert stars.pluralizable


@pytest.mark.parametrize("language", languages())
def test_nothing_is_left_in_english(language: str, texts: Catalog) -> None:
    """Run ``manage.py messages`` and translate what it adds to locale/."""
    missing = lacking(update_catalogue(language, texts))
    assert [message.id for message in missing] == []


@pytest.mark.parametrize("language", languages())
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    assert (folder(language) / "django.mo").read_bytes() == compiled(read_catalogue(language))


@pytest.mark.parametrize("language", languages())
def test_a_translation_names_what_its_text_names(language: str) -> None:
    wrong = [m.id for m in read_catalogue(language) if m.id and is_whole(m) and not agrees(m)]
    assert wrong == []


def agrees(message: Message) -> bool:
    """All placeholders, and no others; “one” may be said by a word."""
    if isinstance(message.id, str):
        return sorted(NAMES.findall(message.id)) == sorted(NAMES.findall(message.string))
    known = set(NAMES.findall(message.id[1]))
    *some, many = message.string
    return set(NAMES.findall(many)) == known and all(
        set(NAMES.findall(form)) <= known for form in some
    )


@pytest.mark.parametrize(
    ("language", "number", "written"),
    [
        ("en", 1, "1 product"),
        ("en", 2, "2 products"),
        ("de", 1, "1 Produkt"),
        ("de", 0, "0 Produkte"),
        ("fr", 0, "0 produit"),
        ("fr", 2, "2 produits"),
        ("es", 1, "1 producto"),
        ("es", 5, "5 productos"),
        ("ar", 0, "لا منتجات"),
        ("ar", 1, "منتج واحد"),
        ("ar", 2, "منتجان"),
        ("ar", 3, "3 منتجات"),
        ("ar", 10, "10 منتجات"),
        ("ar", 11, "11 منتجًا"),
        ("ar", 99, "99 منتجًا"),
        ("ar", 100, "100 منتج"),
        ("ar", 103, "103 منتجات"),
    ],
)
def test_numbers_of_things_in_each_language(language: str, number: int, written: str) -> None:
    with translation.override(language):
        text = ngettext("%(total)s product", "%(total)s products", number) % {"total": number}
    assert text == written


@pytest.mark.parametrize(
    ("language", "amount"),
    [
        ("en", "€1,234.50"),
        ("de", "1.234,50\N{NO-BREAK SPACE}€"),
        ("fr", "1\N{NARROW NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}€"),
        ("es", "1.234,50\N{NO-BREAK SPACE}€"),
        ("ar", "\N{RIGHT-TO-LEFT MARK}1,234.50\N{NO-BREAK SPACE}€"),
    ],
)
def test_amounts_in_each_language(language: str, amount: str) -> None:
    assert format_money(Decimal("1234.5"), "EUR", language) == amount


def test_a_symbol_of_letters_and_a_sign_stays_whole_from_right_to_left() -> None:
    text = format_money(Decimal("16"), "GBP", "ar")
    assert text == "\N{RIGHT-TO-LEFT MARK}16.00\N{NO-BREAK SPACE}UK£\N{LEFT-TO-RIGHT MARK}"


def test_words_of_the_shop_are_the_same_everywhere() -> None:
    with translation.override("de"):
        assert gettext("Cart") == "Warenkorb"
        assert gettext("Add to cart") == "In den Warenkorb"
