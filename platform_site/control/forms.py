from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import SlugInput

from stores.countries import country_choices
from stores.models import Plan, Store
from stores.money import currency_choices
from stores.services.provision_store import provision_store

# Wagtail's own controller: fills the slug while the name is typed, until somebody edits it.
FILLS_SLUG = {
    "data-controller": "w-sync",
    "data-action": "focus->w-sync#check blur->w-sync#apply change->w-sync#apply"
    " keyup->w-sync#apply",
    "data-w-sync-target-value": "#id_slug",
}


def plan_choices() -> list[tuple[str, str]]:
    return [(plan.code, plan.name) for plan in Plan.objects.all()]


class StoreCreateForm(forms.Form):
    """What a new store needs. Only ``provision_store`` knows which values are good; its
    messages come back to the fields they are about."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs=FILLS_SLUG))
    slug = forms.CharField(
        max_length=63, widget=SlugInput(attrs={"data-w-slug-allow-unicode-value": False})
    )
    owner_email = forms.CharField(
        label=_("Owner’s e-mail"),
        max_length=254,
        widget=forms.EmailInput,
        help_text=_("The owner signs in with it. It becomes the store’s contact address, too."),
    )
    existing_owner = forms.BooleanField(
        label=_("This person has a sign-in already"),
        required=False,
        help_text=_("They keep their password and own this store as well."),
    )
    plan = forms.ChoiceField(choices=plan_choices)
    currency = forms.ChoiceField(
        initial="EUR",
        help_text=_("For every price and order. It cannot be changed later."),
    )
    country = forms.ChoiceField(
        initial="DE", help_text=_("Where the store is. Its time zone follows from it.")
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE)
    prices_include_tax = forms.BooleanField(
        label=_("Prices include tax"),
        required=False,
        initial=True,
        help_text=_("Off: tax is added at the check-out, as in the United States."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or settings.LANGUAGE_CODE
        self.choices_of("currency", currency_choices(language))
        self.choices_of("country", country_choices(language))
        self.fields["slug"].help_text = _("The store’s address: slug.%(domain)s") % {
            "domain": settings.PLATFORM_DOMAIN
        }
        self.fields["plan"].initial = (
            Plan.objects.filter(is_default=True).values_list("code", flat=True).first()
        )

    def choices_of(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def provision(self) -> Store | None:
        """The new store; None, with the errors at their fields, if it was refused."""
        try:
            return provision_store(**self.cleaned_data)
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                self.add_error(field if field in self.fields else None, messages)
            return None


class StoreEditForm(WagtailAdminModelForm):
    class Meta:
        model = Store
        fields = [
            "name",
            "plan",
            "language",
            "country",
            "time_zone",
            "prices_include_tax",
            "contact_email",
            "contact_phone",
            "contact_address",
            "is_test_mode",
        ]
        widgets = {"contact_address": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].required = True
        self.fields["plan"].empty_label = None  # type: ignore[attr-defined]
        self.fields["time_zone"].help_text = _("Such as Europe/Berlin. Days in reports follow it.")

    def clean_name(self) -> str:
        return self.cleaned_data["name"].strip()
