from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn

from catalog.models import Product
from stores.money import format_money


class PictureColumn(Column):
    cell_template_name = "catalog/admin/picture_cell.html"


def main_picture(product: Product) -> Any:
    first = next(iter(product.images.all()), None)
    return first.image if first else None


def price_range(product: Any) -> str:
    """“€12.90”, or “€12.90 – €49.00”; needs ``with_figures``."""
    if product.price_min is None:
        return "–"
    locale = get_language() or "en"
    lowest = format_money(product.price_min, product.price_currency, locale)
    if product.price_min == product.price_max:
        return lowest
    return f"{lowest} – {format_money(product.price_max, product.price_currency, locale)}"


def picture_column() -> Column:
    return PictureColumn(
        "picture", label=_("Picture"), accessor=main_picture, classname="admin-wide"
    )


def price_column() -> Column:
    return Column("price", label=_("Price"), accessor=price_range, sort_key="price_min")


def stock_column() -> Column:
    return Column("on_hand", label=_("In stock"), sort_key="on_hand", classname="admin-wide")


def status_in_words(product: Product) -> str:
    """From the row alone: Wagtail's own asks for revisions and workflows, twice a product."""
    if not product.live:
        return gettext("Expired") if product.expired else gettext("Draft")
    if product.has_unpublished_changes:
        return gettext("Published, with changes waiting")
    return gettext("Published")


def status_column() -> Column:
    return StatusTagColumn(
        "live",
        label=_("Status"),
        accessor=status_in_words,
        primary=lambda product: product.live,
        sort_key="live",
    )
