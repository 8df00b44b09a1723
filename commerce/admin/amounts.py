from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from catalog.models.variant import MAX_PRICE, price_too_high
from stores.models import Store
from stores.money import round_money
from stores.scope import current_store_id


class AmountsForm(WagtailAdminModelForm):
    """A form whose ``amounts`` are in the store's currency and no finer than it."""

    amounts: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = Store.all_objects.values_list("currency", flat=True).get(
            pk=current_store_id()
        )
        for name in self.amounts:
            field = self.fields[name]
            if self.initial.get(name) is not None:
                self.initial[name] = round_money(self.initial[name], self.currency)
            field.label = _("%(label)s (%(currency)s)") % {
                "label": field.label,
                "currency": self.currency,
            }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self.amounts:
            amount = cleaned.get(name)
            if amount is not None and amount > MAX_PRICE:
                self.add_error(name, price_too_high())
            elif amount is not None and round_money(amount, self.currency) != amount:
                self.add_error(
                    name,
                    _("%(currency)s has no amounts as fine as %(amount)s.")
                    % {"currency": self.currency, "amount": amount.normalize()},
                )
        return cleaned
