from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from platform_site.control.forms import plan_choices
from stores.models import Store


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

    class Meta:
        model = Store
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["plan"].extra["choices"] = plan_choices()  # Read once, in the view's scope.
