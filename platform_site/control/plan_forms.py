from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from stores.features import FEATURES
from stores.limits import LIMITS
from stores.models import Plan, Store
from stores.moments import refuse_far
from stores.money import currency_choices
from stores.overrides import in_force
from stores.selectors.plan import label_of, price_of, value_text
from stores.services.plans.overrides import MOST

UNLIMITED = _("Empty: unlimited.")


class PlanForm(WagtailAdminModelForm):
    """The limits have a field each, ``limit_products`` and so on; empty means unlimited."""

    features = forms.MultipleChoiceField(
        label=_("Features"),
        choices=list(FEATURES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Plan
        fields = [
            "name",
            "code",
            "price",
            "currency",
            "trial_days",
            "features",
            "requires_second_factor",
            "is_offered",
            "is_default",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or settings.LANGUAGE_CODE
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"),
            choices=currency_choices(language),
            initial=self.instance.currency,
        )
        self.fields["price"].label = _("Price a month")
        self.fields["code"].help_text = _("For commands and archives: small letters and hyphens.")
        if self.instance.pk:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = _("Cannot be changed: archives of stores name it.")
        for name, label in LIMITS.items():
            self.fields[f"limit_{name}"] = forms.IntegerField(
                label=label,
                required=False,
                min_value=0,
                max_value=MOST,
                initial=self.instance.limits.get(name),
                help_text=UNLIMITED,
            )

    def _get_validation_exclusions(self) -> set[str]:
        """That one plan alone is the default ``save_plan`` sees to, by taking it from the other."""
        return {*super()._get_validation_exclusions(), "is_default"}

    def clean_price(self) -> Any:
        price = self.cleaned_data["price"]
        if price < 0:
            raise ValidationError(_("A price is 0 or more."))
        return price

    def clean_trial_days(self) -> int:
        days: int = self.cleaned_data["trial_days"]
        if days > 365:
            raise ValidationError(_("A trial lasts at most 365 days."))
        return days

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        limits = {name: cleaned.get(f"limit_{name}") for name in LIMITS}
        self.instance.limits = {name: most for name, most in limits.items() if most is not None}
        return cleaned

    def limit_fields(self) -> list[Any]:
        return [self[f"limit_{name}"] for name in LIMITS]

    def plan_fields(self) -> list[Any]:
        return [field for field in self.visible_fields() if not field.name.startswith("limit_")]

    def explain(self, error: ValidationError) -> None:
        errors = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for field, messages in errors.items():
            self.add_error(field if field in self.fields else None, messages)


class ChangePlanForm(forms.Form):
    plan = forms.ChoiceField(label=_("New plan"), widget=forms.RadioSelect)
    start_trial = forms.BooleanField(label=_("Start a trial"), required=False)

    def __init__(self, *args: Any, store: Store, plans: list[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = [  # type: ignore[attr-defined]
            (plan.code, f"{plan.name} ({price_of(plan)})")
            for plan in plans
            if plan.pk != store.plan_id
        ]

    def explain(self, error: ValidationError) -> None:
        for field, messages in error.message_dict.items():
            self.add_error(field if field in self.fields else None, messages)


class TrialForm(forms.Form):
    until = forms.DateTimeField(
        label=_("The trial ends"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Empty: no trial runs."),
    )

    def explain(self, error: ValidationError) -> None:
        for messages in error.message_dict.values():
            self.add_error("until", messages)


YES, NO = "on", "off"


class OverrideForm(forms.Form):
    """One override: a feature on or off, or another number for a limit."""

    name = forms.ChoiceField(label=_("Feature or limit"))
    state = forms.ChoiceField(
        label=_("A feature is"),
        required=False,
        choices=[(YES, _("Included")), (NO, _("Not included"))],
        widget=forms.RadioSelect,
        initial=YES,
    )
    number = forms.IntegerField(
        label=_("A limit is"), required=False, min_value=0, max_value=MOST, help_text=UNLIMITED
    )
    until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Then the plan counts again by itself. Empty: until somebody ends it."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For your colleagues; it stands in the store’s audit log, too."),
    )

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

        def choice(name: str) -> tuple[str, str]:
            value = store.has_feature(name) if name in FEATURES else store.limit(name)
            mark = "*" if in_force(store.overrides, name) else ""
            return name, f"{label_of(name)}{mark} ({value_text(name, value)})"

        self.fields["name"].choices = [  # type: ignore[attr-defined]
            (_("Features"), [choice(name) for name in FEATURES]),
            (_("Limits"), [choice(name) for name in LIMITS]),
        ]

    def clean_until(self) -> Any:
        refuse_far(self.cleaned_data["until"])
        return self.cleaned_data["until"]

    def value(self) -> bool | int | None:
        """Of a feature or a limit, as ``give_override`` takes it."""
        if self.cleaned_data["name"] in FEATURES:
            return self.cleaned_data["state"] == YES
        return self.cleaned_data["number"]  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("name") in FEATURES and not cleaned.get("state") and not self.errors:
            self.add_error("state", _("Say whether the feature is included."))
        return cleaned

    def explain(self, error: ValidationError) -> None:
        errors = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for field, messages in errors.items():
            place = {"value": "number"}.get(str(field), field)
            self.add_error(place if place in self.fields else None, messages)
