from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from stores.countries import country_choices


class StoreInformationForm(WagtailAdminModelForm):
    """What a store says of itself. The currency is shown and not changed: prices and past orders
    are written in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zoneinfo.available_timezones())
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=[(zone, zone.replace("_", " ")) for zone in zones],
            help_text=_("Days in figures and orders are days of this zone."),
        )
        self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=country_choices())
        self.initial["time_zone"] = self.instance.time_zone
