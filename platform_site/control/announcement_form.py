from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput

from platform_site.control.forms import plan_choices
from stores.models import Announcement, Store
from stores.moments import refuse_far

ALL, PLANS, STATUSES, STORES = "all", "plans", "statuses", "stores"
AUDIENCES = (
    (ALL, gettext_lazy("All stores, new ones too")),
    (PLANS, gettext_lazy("Stores with one of these plans")),
    (STATUSES, gettext_lazy("Stores with one of these statuses")),
    (STORES, gettext_lazy("These stores")),
)


class AnnouncementForm(forms.ModelForm):
    """Checked in the platform's scope, which sees whether the stores named are there."""

    audience_kind = forms.ChoiceField(
        label=gettext_lazy("For"), choices=AUDIENCES, initial=ALL, widget=forms.RadioSelect
    )
    plans = forms.MultipleChoiceField(
        label=gettext_lazy("Plans"), required=False, widget=forms.CheckboxSelectMultiple
    )
    statuses = forms.MultipleChoiceField(
        label=gettext_lazy("Statuses"),
        required=False,
        choices=Store.Status.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    stores = forms.CharField(
        label=gettext_lazy("Stores"),
        required=False,
        max_length=70_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Their slugs, one a line."),
    )

    field_order = [
        "title", "body", "level", "audience_kind", "plans", "statuses", "stores", "starts_at",
        "ends_at", "by_mail",
    ]  # fmt: skip

    class Meta:
        model = Announcement
        fields = ["title", "body", "level", "starts_at", "ends_at", "by_mail"]
        labels = {
            "title": gettext_lazy("Title"),
            "body": gettext_lazy("Text"),
            "level": gettext_lazy("Level"),
            "starts_at": gettext_lazy("From"),
            "ends_at": gettext_lazy("Until"),
            "by_mail": gettext_lazy("Also by e-mail to the owners"),
        }
        help_texts = {
            "level": gettext_lazy(
                "What is urgent stands above every page of the admin, the rest on its dashboard."
            ),
            "ends_at": gettext_lazy("Empty: until you end it."),
            "by_mail": gettext_lazy("When it begins, once; what you change later is not mailed."),
        }
        field_classes = {"starts_at": forms.DateTimeField, "ends_at": forms.DateTimeField}
        widgets = {
            "body": forms.Textarea(attrs={"rows": 6}),
            "level": forms.RadioSelect,
            "starts_at": AdminDateTimeInput,
            "ends_at": AdminDateTimeInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plans"].choices = plan_choices()  # type: ignore[attr-defined]
        self.fields["starts_at"].help_text = _("Time zone: %(zone)s.") % {
            "zone": timezone.get_current_timezone_name()
        }
        audience = self.instance.audience
        for kind in (PLANS, STATUSES, STORES):
            if kind in audience:
                self.initial["audience_kind"] = kind
                values = audience[kind]
                self.initial[kind] = "\n".join(values) if kind == STORES else values

    def clean_starts_at(self) -> Any:
        refuse_far(self.cleaned_data["starts_at"])
        return self.cleaned_data["starts_at"]

    def clean_ends_at(self) -> Any:
        refuse_far(self.cleaned_data["ends_at"])
        return self.cleaned_data["ends_at"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It would be over before it begins."))
        self.instance.audience = self.audience(data)
        return data

    def audience(self, data: dict[str, Any]) -> dict[str, list[str]]:
        """As ``Announcement.audience`` has it; with the errors at their fields."""
        kind = data.get("audience_kind", ALL)
        if kind == ALL or kind in self.errors:
            return {}
        chosen = self.slugs(data) if kind == STORES else list(data.get(kind, []))
        if not chosen and kind not in self.errors:
            self.add_error(kind, _("Choose whom it is for."))
        return {kind: chosen}

    def slugs(self, data: dict[str, Any]) -> list[str]:
        slugs = list(dict.fromkeys(data.get(STORES, "").replace(",", " ").split()))
        known = set(Store.objects.filter(slug__in=slugs).values_list("slug", flat=True))
        missing = [slug for slug in slugs if slug not in known]
        if missing:
            self.add_error(
                STORES,
                ValidationError(
                    _("There is no store with this slug: %(slugs)s."),
                    params={"slugs": ", ".join(missing[:10])},
                ),
            )
        return slugs
