from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commerce.addresses import Address, address_rules
from commerce.models import Cart
from stores.countries import country_choices, country_names
from stores.forms.email_address import EmailAddressField

REGION_LABELS = {
    "area": _("Area"),
    "county": _("County"),
    "department": _("Department"),
    "district": _("District"),
    "do_si": _("Province or city"),
    "emirate": _("Emirate"),
    "island": _("Island"),
    "oblast": _("Oblast"),
    "parish": _("Parish"),
    "prefecture": _("Prefecture"),
    "state": _("State"),
}


POSTAL_CODE_LABELS = {"zip": _("ZIP code"), "pin": _("PIN code"), "eircode": _("Eircode")}


class ContactForm(forms.Form):
    """Who buys and where it goes. Which fields are asked for follows from the country: those of
    the one sent, else of the address known, else of the store."""

    email = EmailAddressField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("For your order confirmation."),
        error_messages={"invalid": _("Enter an e-mail address such as name@example.com.")},
    )
    name = forms.CharField(label=_("Full name"), max_length=120)
    line1 = forms.CharField(label=_("Street and number"), max_length=120)
    line2 = forms.CharField(label=_("Apartment, floor, company"), max_length=120, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=80)
    region = forms.ChoiceField(label=_("Region"))
    country = forms.ChoiceField(label=_("Country"))
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("Only for questions about the delivery."),
    )

    AUTOCOMPLETE = {
        "email": "email",
        "name": "shipping name",
        "line1": "shipping address-line1",
        "line2": "shipping address-line2",
        "postal_code": "shipping postal-code",
        "city": "shipping address-level2",
        "region": "shipping address-level1",
        "country": "shipping country",
        "phone": "shipping tel",
    }

    MISSING = {
        "email": _("Enter your e-mail address."),
        "name": _("Enter your full name."),
        "line1": _("Enter street and number."),
        "postal_code": _("Enter the postal code."),
        "city": _("Enter the city."),
        "region": _("Choose the state or region."),
        "country": _("Choose the country."),
    }

    def __init__(self, *args: Any, default_country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = sorted_countries(get_language() or "en")  # type: ignore[attr-defined]
        self.initial.setdefault("country", default_country)
        sent = self.data.get("country") if self.is_bound else None
        self.rules = address_rules(sent or self.initial["country"])
        self._ask_what_the_country_needs()
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = self.AUTOCOMPLETE[name]
            field.error_messages["required"] = self.MISSING.get(name, "")
        self.fields["phone"].widget.input_type = "tel"  # type: ignore[attr-defined]

    def _ask_what_the_country_needs(self) -> None:
        required = self.rules.required_fields if self.rules else {"city"}
        self.fields["postal_code"].required = "postal_code" in required
        self.fields["city"].required = "city" in required
        if self.rules and self.rules.postal_code_type in POSTAL_CODE_LABELS:
            self.fields["postal_code"].label = POSTAL_CODE_LABELS[self.rules.postal_code_type]
        if self.rules is None or "country_area" not in required:
            del self.fields["region"]
            return
        label = REGION_LABELS.get(self.rules.country_area_type, _("Region"))
        choices = region_choices(self.rules)
        if choices:
            self.fields["region"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        else:
            self.fields["region"] = forms.CharField(max_length=80)
        self.fields["region"].label = label

    def clean_postal_code(self) -> str:
        code = str(self.cleaned_data["postal_code"]).strip().upper()
        matchers = self.rules.postal_code_matchers if self.rules else []
        if not code or all(matcher.match(code) for matcher in matchers):
            return code
        country = self.data.get("country") or self.initial["country"]
        raise ValidationError(
            _("%(code)s is not a postal code of %(country)s. It looks like %(example)s."),
            params={
                "code": code,
                "country": country_names(get_language() or "en").get(country, country),
                "example": self.rules.postal_code_examples[0],
            },
        )

    def focus_first_error(self) -> None:
        """The page opens where there is something to mend."""
        name = next((name for name in self.fields if name in self.errors), None)
        if name is not None:
            self.fields[name].widget.attrs["autofocus"] = True

    def address(self) -> Address:
        """Of a valid form."""
        return Address.from_json(self.cleaned_data)

    @staticmethod
    def initial_from(cart: Cart) -> dict[str, Any]:
        known = cart.shipping_address or {}
        return {"email": cart.email, **{name: value for name, value in known.items() if value}}


def region_choices(rules: Any) -> list[tuple[str, str]]:
    """One choice a region, as it is written on a parcel: a code such as IL, or its Latin name."""
    labels: dict[str, str] = {}
    for code, label in rules.country_area_choices:
        labels.setdefault(code, label)
    return sorted(
        ((code if code.isascii() else label, label) for code, label in labels.items()),
        key=lambda choice: sort_key(choice[1]),
    )


@lru_cache(maxsize=32)
def sorted_countries(language: str) -> list[tuple[str, str]]:
    """Österreich stands beside Oman and not behind Zypern."""
    return sorted(country_choices(language), key=lambda choice: sort_key(choice[1]))


def sort_key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
