from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.widgets import SwitchInput

from platform_site.control.status_forms import MaintenanceForm
from stores.models import PlatformSettings
from stores.money import currency_choices

MOST_ADDRESSES = 20


class EmailListField(forms.CharField):
    """Addresses, one a line; a list of them."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        return list(dict.fromkeys((value or "").replace(",", " ").split()))

    def validate(self, value: list[str]) -> None:
        if len(value) > MOST_ADDRESSES:
            raise ValidationError(_("At most %(most)s addresses."), params={"most": MOST_ADDRESSES})
        for address in value:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(
                    _("“%(email)s” is not an e-mail address."), params={"email": address}
                ) from None

    def run_validators(self, value: list[str]) -> None:
        """Of the text's length; the addresses have been looked at."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class SettingsForm(forms.ModelForm):
    alert_emails = EmailListField(
        label=gettext_lazy("Alerts go to"),
        required=False,
        max_length=6000,
        help_text=gettext_lazy("E-mail addresses, one a line. Empty: to all operators."),
    )

    class Meta:
        model = PlatformSettings
        fields = ["currency", "sign_up_open", "closing_days", "alert_emails"]
        labels = {
            "currency": gettext_lazy("Currency"),
            "sign_up_open": gettext_lazy("Public sign-up"),
            "closing_days": gettext_lazy("Days from closing to erasing"),
        }
        help_texts = {
            "closing_days": gettext_lazy(
                "Of stores that are closed from now on. Those that are closing keep their date."
            ),
        }
        widgets = {"sign_up_open": SwitchInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = currency_choices(get_language() or settings.LANGUAGE_CODE)
        self.fields["currency"] = forms.ChoiceField(
            label=self.fields["currency"].label,
            choices=choices,
            help_text=self.fields["currency"].help_text,
        )


class PlatformMaintenanceForm(MaintenanceForm):
    """Of all shops at once; beside the settings in one form."""

    prefix = "maintenance"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_on"].label = _("Maintenance of all shops")
