from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput, SwitchInput

from stores.models import Store
from stores.moments import refuse_far


class StatusForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Why, for your colleagues. Neither shoppers nor the store’s staff see it."
        ),
    )

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.store = store


class WithEnd(forms.Form):
    """A suspension can end by itself."""

    until = forms.DateTimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=AdminDateTimeInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = _(
            "Then the shop is open again by itself. Empty: until somebody resumes it. Time zone:"
            " %(zone)s."
        ) % {"zone": timezone.get_current_timezone_name()}

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until is not None and until <= timezone.now():
            raise ValidationError(_("Choose a moment in the future."))
        refuse_far(until)
        return until


class SuspensionForm(WithEnd, StatusForm):
    """Also of a store that is suspended already."""

    note = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "For your colleagues. Neither shoppers nor the store’s staff see it."
        ),
    )
    message = forms.CharField(
        label=gettext_lazy("Message to shoppers"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "In the store’s language. Empty: “Please come back later. Orders that were already"
            " placed are not affected.” The owners read it, too."
        ),
    )


class CloseForm(StatusForm):
    slug = forms.CharField(max_length=63, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    field_order = ["note", "slug"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].label = _("Type “%(slug)s” to confirm") % {"slug": self.store.slug}

    def clean_slug(self) -> str:
        if self.cleaned_data["slug"] != self.store.slug:
            raise ValidationError(
                _("This is not “%(slug)s”, the slug of the store that you mean to close."),
                params={"slug": self.store.slug},
            )
        return self.store.slug


class MaintenanceForm(forms.Form):
    is_on = forms.BooleanField(
        label=gettext_lazy("Maintenance"),
        required=False,
        widget=SwitchInput,
        help_text=gettext_lazy(
            "Shoppers read your message in place of the shop (status 503). Admins work as usual,"
            " payments that are under way are finished, and Center Control stays open."
        ),
    )
    message = forms.CharField(
        label=gettext_lazy("Message to shoppers"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Empty: “We are working on the shop. Your cart is kept, and orders that were already"
            " placed are not affected.”"
        ),
    )
