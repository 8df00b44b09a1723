from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from stores.countries import country_choices
from stores.languages import platform_languages
from stores.moments import TIME_ZONES
from stores.services.languages import check_own_language


class StoreInformationForm(WagtailAdminModelForm):
    """What a store says of itself. The currency is shown and not changed: prices and past orders
    are written in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(TIME_ZONES)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=[(zone, zone.replace("_", " ")) for zone in zones],
            help_text=_("Days in figures and orders are days of this zone."),
        )
        self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=country_choices())
        self.initial["time_zone"] = self.instance.time_zone
        self.fields["languages"] = forms.MultipleChoiceField(
            label=_("Further languages"),
            choices=list(platform_languages().items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_(
                "Shoppers switch to them in the header. A new one gets copies of your pages as"
                " drafts, for you to translate; products have a tab for each. One that you take out"
                " is hidden, and what you wrote in it is kept."
            ),
        )
        self.initial["languages"] = self.instance.languages

    def clean(self) -> dict[str, Any]:
        super().clean()
        data: dict[str, Any] = self.cleaned_data
        further = data.get("languages", [])
        # As it was: somebody changed the own language to one of the further ones.
        if (own := data.get("language")) in further:
            if own == self.initial["language"]:
                data["languages"] = [code for code in further if code != own]
            else:
                self.add_error(
                    "language", _("This is one of the further languages; take it out there first.")
                )
        elif own and own != self.initial["language"]:
            try:
                check_own_language(store=self.instance, language=own)
            except ValidationError as error:
                self.add_error(None, error)
        return data
