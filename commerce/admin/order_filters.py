from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from commerce.models import Order


class OrderFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=Order.Status.choices, empty_label=_("All")
    )
    payment_status = django_filters.ChoiceFilter(
        label=_("Payment"), choices=Order.PaymentStatus.choices, empty_label=_("All")
    )
    fulfilment_status = django_filters.ChoiceFilter(
        label=_("Shipping"), choices=Order.FulfilmentStatus.choices, empty_label=_("All")
    )

    class Meta:
        model = Order
        fields: list[str] = []
