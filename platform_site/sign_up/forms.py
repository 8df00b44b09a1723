from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from platform_site.offers import (
    no_template_label,
    offered_plans,
    plan_label,
    shown_templates,
    template_label,
)
from platform_site.sign_up.limits import is_good_stamp, is_too_quick, stamp
from stores.countries import country_choices
from stores.forms.explained import ExplainedForm
from stores.money import currency_choices
from stores.scope import platform_scope

TRAP = "website"


class SignUpForm(ExplainedForm):
    name = forms.CharField(
        label=_("Name of your shop"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "data-names": ""}),
    )
    slug = forms.CharField(
        label=_("Address"),
        max_length=63,
        required=False,
        widget=forms.TextInput(
            attrs={
                "data-slug": "",
                "autocapitalize": "none",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )
    country = forms.ChoiceField(
        label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"})
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        help_text=_("For every price and order. It cannot be changed later."),
    )
    plan = forms.ChoiceField(label=_("Plan"), widget=forms.RadioSelect)
    template = forms.ChoiceField(
        label=_("What it starts with"), required=False, widget=forms.RadioSelect
    )
    email = forms.CharField(
        label=_("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        help_text=_("We send you a link, and you sign in with it."),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least 10 characters that you use nowhere else. If you have a sign-in at another"
            " shop of ours, you need its password once you have opened the link."
        ),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.choices_of("country", [("", _("Choose…")), *country_choices(language)])
        self.choices_of("currency", [("", _("The country’s")), *currency_choices(language)])
        with platform_scope():
            plans, self.templates = offered_plans(), list(shown_templates())
            for store in self.templates:
                store.shop_url = store.absolute_url("/")  # type: ignore[attr-defined]
        self.choices_of("plan", [(plan.code, plan_label(plan)) for plan in plans])
        self.choices_of(
            "template",
            [
                ("", no_template_label()),
                *((store.slug, template_label(store)) for store in self.templates),
            ],
        )
        if plans:
            default = next((plan for plan in plans if plan.is_default), plans[0])
            self.fields["plan"].initial = default.code
        self.fields["template"].initial = ""
        self.fields["shown"].initial = stamp

    def choices_of(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def fields_of_shop(self) -> list[forms.BoundField]:
        return [self[name] for name in ("country", "currency")]

    @property
    def is_a_machines(self) -> bool:
        """It filled in what people do not see."""
        return bool(self.data.get(TRAP))

    def clean_slug(self) -> str:
        """Without one: that of the name, as the browser would have filled it in."""
        return self.cleaned_data["slug"].strip().lower() or slugify(
            self.cleaned_data.get("name", "")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        shown = self.data.get("shown", "")
        if not is_good_stamp(shown):
            self.add_error(None, _("This form was open for very long. Please send it once more."))
            self.stamp_anew()
        elif is_too_quick(shown):
            self.add_error(None, _("That was very quick. Please send it once more."))
        return cleaned

    def stamp_anew(self) -> None:
        self.data = {**self.data, "shown": stamp()}

    @property
    def wanted(self) -> dict[str, str]:
        """As ``begin_sign_up`` takes it."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in (TRAP, "shown")
        }


class ConfirmForm(ExplainedForm):
    """The password, unless the browser is the one that signed up; the address, once it is taken."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    slug = forms.CharField(
        label=_("Another address"),
        max_length=63,
        required=False,
        widget=forms.TextInput(attrs={"data-slug": "", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, asks_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_password:
            del self.fields["password"]

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"].strip().lower()

    @property
    def asks_slug(self) -> bool:
        return self.is_bound and bool(self.errors.get("slug") or self.data.get("slug"))
