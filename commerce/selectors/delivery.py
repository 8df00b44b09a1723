"""What a product's page may say of delivery: the store's first way of sending, in its own words."""

from __future__ import annotations

from typing import Any

from django.db.models import Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from commerce.selectors.providers import Kind, offered_methods
from stores.models import Store


class ShippingEstimate:
    """The method that check-outs offer first. Nothing is worked out: without a description by the
    store there is no line."""

    def expression(self, store: Store) -> Combinable:
        first = offered_methods(Kind.SHIPPING, store).order_by("position", "pk")
        return Subquery(first.values(row=JSONObject(name="name", description="description"))[:1])

    def line(self, store: Store, found: Any) -> str:
        if not found or not found["description"]:
            return ""
        return _("Delivery: %(name)s, %(description)s") % found
