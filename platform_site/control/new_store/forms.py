"""The steps' forms. Each knows what the steps before it hold (``before``), and asks the services'
own rules, so that what is wrong is said where it is typed. The views enter the platform's scope."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import SlugInput

from platform_site.offers import no_template_label, plan_label, template_label, templates
from stores.countries import country_choices
from stores.country_defaults import country_defaults
from stores.models import Plan, Store, User
from stores.money import currency_choices
from stores.services.copy_template import check_template
from stores.services.new_store import hostname_of, owner_problem, problems_of

NEW, KNOWN = "new", "known"
AT_ONCE, BY_OWNER = "at_once", "by_owner"
YES, NO = "yes", "no"


class StepForm(forms.Form):
    def __init__(self, *args: Any, before: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before or {}
        self.prepare()

    def prepare(self) -> None:
        """Choices that come from the database."""

    def choices_of(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def add_problems(self, problems: dict[str, list[str]]) -> None:
        for field, words in problems.items():
            if field in self.fields and field not in self.errors:
                self.add_error(field, words)  # type: ignore[arg-type]


class StoreStep(StepForm):
    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"data-names": ""})
    )
    slug = forms.CharField(
        label=_("Slug"),
        max_length=63,
        required=False,
        widget=SlugInput(attrs={"data-w-slug-allow-unicode-value": False, "data-slug": ""}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        initial="DE",
        help_text=_("Where the store is. What you leave open below follows from it."),
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        help_text=_("For every price and order. It cannot be changed later."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    taxes = forms.ChoiceField(
        label=_("Taxes"),
        required=False,
        choices=[
            ("", _("As usual in the country")),
            (YES, _("Prices include tax")),
            (NO, _("Tax is added at the check-out")),
        ],
    )

    def prepare(self) -> None:
        language = get_language() or settings.LANGUAGE_CODE
        usual = ("", _("The country’s"))
        self.choices_of("country", country_choices(language))
        self.choices_of("currency", [usual, *currency_choices(language)])
        self.choices_of("language", [usual, *settings.LANGUAGES])
        zones = [(zone, zone.replace("_", " ")) for zone in settings.WAGTAIL_USER_TIME_ZONES]
        self.choices_of("time_zone", [usual, *zones])
        self.fields["slug"].help_text = _(
            "The store’s address: slug.%(domain)s. Left empty, it is made from the name."
        ) % {"domain": settings.PLATFORM_DOMAIN}

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"].strip() or slugify(self.cleaned_data.get("name", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        usual = country_defaults(cleaned.get("country") or "")
        for name in ("currency", "language", "time_zone"):
            cleaned[name] = cleaned.get(name) or getattr(usual, name)
        taxes = cleaned.pop("taxes", "")
        cleaned["prices_include_tax"] = taxes == YES or (not taxes and usual.prices_include_tax)
        if "name" in cleaned and "country" in cleaned:
            store = Store(plan=Plan.objects.first(), **cleaned)
            self.add_problems(problems_of(store, hostname_of(store)))
        return cleaned


class OwnerStep(StepForm):
    owner_email = forms.CharField(
        label=_("Owner’s e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The owner signs in with it. It becomes the store’s contact address, too."),
    )
    person = forms.ChoiceField(
        label=_("This person"),
        widget=forms.RadioSelect,
        initial=NEW,
        choices=[
            (NEW, _("is new: you get a link by which they choose a password")),
            (KNOWN, _("has a sign-in already, keeps the password and owns this store, too")),
        ],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        email = cleaned["owner_email"] = cleaned.get("owner_email", "").strip().lower()
        is_known = cleaned.pop("person", NEW) == KNOWN
        if email and (problem := owner_problem(email, existing_owner=is_known)):
            self.add_error("owner_email", problem)
        elif is_known and email and not User.objects.with_address(email).exists():
            self.add_error("owner_email", _("Nobody signs in with this address yet."))
        cleaned["existing_owner"] = is_known
        return cleaned


class PlanStep(StepForm):
    plan = forms.ChoiceField(label=_("Plan"), widget=forms.RadioSelect)
    opens = forms.ChoiceField(
        label=_("When it opens"),
        widget=forms.RadioSelect,
        initial=AT_ONCE,
        choices=[
            (AT_ONCE, _("At once: shoppers can come in")),
            (BY_OWNER, _("When its owner opens it: it is pending until then")),
        ],
    )

    def prepare(self) -> None:
        plans = list(Plan.objects.all())
        self.choices_of("plan", [(plan.code, plan_label(plan)) for plan in plans])
        self.fields["plan"].initial = next((p.code for p in plans if p.is_default), None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["is_pending"] = cleaned.pop("opens", AT_ONCE) == BY_OWNER
        return cleaned


class TemplateStep(StepForm):
    template = forms.ChoiceField(
        label=_("It begins with"), required=False, initial="", widget=forms.RadioSelect
    )

    def prepare(self) -> None:
        self.templates = list(templates())
        for store in self.templates:
            store.shop_url = store.absolute_url("/")  # type: ignore[attr-defined]
        self.choices_of(
            "template",
            [
                ("", no_template_label()),
                *((store.slug, template_label(store)) for store in self.templates),
            ],
        )

    def clean_template(self) -> Store | None:
        slug = self.cleaned_data["template"]
        chosen = next((store for store in self.templates if store.slug == slug), None)
        if chosen is not None and "currency" in self.before:
            check_template(chosen, self.before["currency"])
        return chosen
