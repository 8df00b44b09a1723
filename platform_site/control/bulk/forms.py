from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from platform_site.control.forms import plan_choices


class BulkSuspendForm(forms.Form):
    message = forms.CharField(
        label=_("Message to shoppers"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Why, for your colleagues. Neither shoppers nor the stores’ staff see it."),
    )


class BulkResumeForm(forms.Form):
    note = BulkSuspendForm.base_fields["note"]


class BulkPlanForm(forms.Form):
    plan = forms.ChoiceField(label=_("New plan"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = plan_choices()  # type: ignore[attr-defined]


class BulkExportForm(forms.Form):
    trade = forms.BooleanField(
        label=_("With orders, carts and messages"), required=False, initial=True
    )
