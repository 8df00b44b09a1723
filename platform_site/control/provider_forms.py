from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commerce.models import ProviderSetting
from stores.countries import country_choices
from stores.forms.secret import SecretField
from stores.models import Plan

DEFAULT = "default_"
ON, OFF = "on", "off"


class ProviderForm(forms.Form):
    """Who may use a provider, and what stores begin with."""

    plans = forms.MultipleChoiceField(
        label=_("Plans"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Stores on these plans may use it. None ticked: all."),
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Stores in these countries may use it. None chosen: all."),
    )
    although_used = forms.BooleanField(
        label=_("Take it away from these stores"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, setting: ProviderSetting, provider: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = setting
        language = get_language() or settings.LANGUAGE_CODE
        self.choices_of("plans", [(plan.code, plan.name) for plan in Plan.objects.all()])
        self.choices_of("countries", country_choices(language))
        self.initial.update(plans=setting.plans, countries=setting.countries)
        confirmation = self.fields.pop("although_used")
        for name, field in provider.default_fields().items():
            self.fields[DEFAULT + name] = field
            if isinstance(field, SecretField):
                field.tell(is_set=bool(setting.known_secrets().get(name)))
            else:
                self.initial[DEFAULT + name] = setting.defaults.get(name, "")
        self.fields["although_used"] = confirmation

    def choices_of(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def given(self, *, secret: bool) -> dict[str, Any]:
        """The defaults, or the secrets, of a valid form."""
        return {
            name.removeprefix(DEFAULT): self.cleaned_data[name]
            for name, field in self.fields.items()
            if name.startswith(DEFAULT) and isinstance(field, SecretField) == secret
        }

    def would_be(self) -> ProviderSetting:
        """Not saved."""
        return ProviderSetting(
            kind=self.setting.kind,
            code=self.setting.code,
            is_enabled=self.setting.is_enabled,
            plans=self.cleaned_data["plans"],
            countries=self.cleaned_data["countries"],
        )

    def ask_to_confirm(self) -> None:
        """Shown again, with a box to tick."""
        self.fields["although_used"].widget = forms.CheckboxInput()
        self.add_error(
            "although_used",
            _("Stores that offer it could not any more: look at the list, then tick this box."),
        )


class SwitchForm(forms.Form):
    """Where to, so that of two operators who press the button both mean the same."""

    to = forms.ChoiceField(choices=[(ON, ON), (OFF, OFF)], widget=forms.HiddenInput)
