from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from stores.models import Plan, Store


def plan_choices() -> list[tuple[str, str]]:
    return [(plan.code, plan.name) for plan in Plan.objects.all()]


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
