from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from platform_site.control.forms import plan_choices
from platform_site.control.status_forms import WithEnd
from stores.models import Announcement


class BulkSuspendForm(WithEnd, forms.Form):
    message = forms.CharField(
        label=_("Message to shoppers"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(
        label=_("Reason"),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For your colleagues. Neither shoppers nor the stores’ staff see it."),
    )

    field_order = ["message", "note", "until"]


class BulkResumeForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Why, for your colleagues. Neither shoppers nor the stores’ staff see it."),
    )


class BulkPlanForm(forms.Form):
    plan = forms.ChoiceField(label=_("New plan"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = plan_choices()  # type: ignore[attr-defined]


class BulkAnnounceForm(forms.ModelForm):
    """Begins at once, and ends when somebody ends it among the announcements."""

    class Meta:
        model = Announcement
        fields = ["title", "body", "level", "by_mail"]
        labels = {
            "title": _("Title"),
            "body": _("Text"),
            "level": _("Level"),
            "by_mail": _("Also by e-mail to the owners"),
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 6}), "level": forms.RadioSelect}


class BulkExportForm(forms.Form):
    trade = forms.BooleanField(
        label=_("With orders, carts and messages"), required=False, initial=True
    )
