from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.models import StockItem, Variant
from catalog.services import stock
from stores.models import User


class StockForm(forms.Form):
    """One count for each stock item. Fields start empty and what stays empty is left alone, so
    that saving one count never undoes what an order took from another in the meantime."""

    def __init__(self, *args: Any, items: list[StockItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[self.name(item)] = forms.IntegerField(
                label=item.variant.name or item.variant.sku,
                required=False,
                min_value=stock.least_count(item.variant.stock_policy),
                max_value=stock.MAX_ON_HAND,
            )

    @staticmethod
    def name(item: StockItem) -> str:
        return f"on_hand-{item.variant_id}"

    def rows(self) -> list[tuple[StockItem, forms.BoundField]]:
        return [(item, self[self.name(item)]) for item in self.items]

    def save(self, *, user: User) -> int:
        """How many were set. All or none."""
        counts = {
            item.variant_id: self.cleaned_data[self.name(item)]
            for item in self.items
            if self.cleaned_data.get(self.name(item)) is not None
        }
        stock.adjust_all(counts=counts, user=user)
        return len(counts)

    def save_or_explain(self, *, user: User) -> int | None:
        """Like ``save``; what the service refuses becomes the form's error, and None."""
        try:
            return self.save(user=user)
        except ValidationError as error:
            self.add_error(None, error)
        except Variant.DoesNotExist:
            self.add_error(None, _("A variant has just been removed. Look and save again."))
        return None
