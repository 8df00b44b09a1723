from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from commerce.models import StoreFigures
from platform_site.control.forms import plan_choices
from platform_site.monitoring.models import StoreHealth
from stores.countries import country_choices
from stores.models import Store

Period = StoreFigures.Period
USUAL = Period.MONTH


class StoreFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=Store.Status.choices,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    plan = django_filters.ChoiceFilter(
        label=_("Plan"),
        field_name="plan__code",
        choices=[],
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    country = django_filters.ChoiceFilter(
        label=_("Country"), choices=[], empty_label=_("All"), widget=forms.Select
    )
    currency = django_filters.ChoiceFilter(
        label=_("Currency"), choices=[], empty_label=_("All"), widget=forms.Select
    )
    attention = django_filters.ChoiceFilter(
        label=_("To look at"),
        choices=[("trial", _("The trial has ended")), ("down", _("The home page does not answer"))],
        empty_label=_("All"),
        widget=forms.RadioSelect,
        method="to_look_at",
    )
    period = django_filters.ChoiceFilter(
        label=_("Figures of the last"),
        choices=[choice for choice in Period.choices if choice[0] != USUAL],
        empty_label=USUAL.label,
        widget=forms.RadioSelect,
        method="leave",
    )

    class Meta:
        model = Store
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read once, in the view's scope.
        self.filters["plan"].extra["choices"] = plan_choices()
        found = set(Store.objects.order_by().values_list("country", "currency").distinct())
        countries = {country for country, _currency in found}
        names = [(code, name) for code, name in country_choices() if code in countries]
        self.filters["country"].extra["choices"] = names
        codes = sorted({currency for _country, currency in found})
        self.filters["currency"].extra["choices"] = [(code, code) for code in codes]

    def to_look_at(self, stores: QuerySet[Store], name: str, value: str) -> QuerySet[Store]:
        """As the dashboard counts them (``platform_site.reporting.attention``)."""
        active = stores.filter(status=Store.Status.ACTIVE)
        if value == "trial":
            return active.filter(trial_ends_at__lt=timezone.now())
        down = StoreHealth.objects.filter(state=StoreHealth.State.DOWN)
        return active.filter(pk__in=down.values("store_id"))

    def leave(self, stores: QuerySet[Store], name: str, value: str) -> QuerySet[Store]:
        """The period chooses figures and no stores; the view asks for it."""
        return stores


def period_of(query: Any) -> int:
    """Days; 0: all the time. What is no period is the usual one."""
    text = query.get("period", "")
    return int(text) if text in {str(value) for value in Period.values} else int(USUAL)
