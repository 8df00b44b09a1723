from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commerce.exchange_rates import NotRates, Rate, parse_rates
from commerce.models import ExchangeRate
from commerce.models.exchange_rate import BASE
from commerce.services.set_rates import OLDEST

LARGEST = 4 * 1024 * 1024


class RateForm(forms.ModelForm):
    """One rate, in place of the one there may be of that day."""

    class Meta:
        model = ExchangeRate
        fields = ["currency", "day", "rate"]
        widgets = {"day": forms.DateInput(attrs={"type": "date"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["currency"]
        field.choices = [choice for choice in field.choices if choice[0] != BASE]

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        today = timezone.now().date()
        if day > today:
            raise forms.ValidationError(_("This day has not come yet."))
        if day < today - OLDEST:
            raise forms.ValidationError(_("This is longer ago than any report goes back."))
        return day

    def _get_validation_exclusions(self) -> set[str]:
        """Whether there is a rate of that day already is not asked: it is replaced."""
        return {*super()._get_validation_exclusions(), "currency", "day"}  # type: ignore[misc]

    def rate(self) -> Rate:
        data = self.cleaned_data
        return Rate(data["currency"], data["day"], data["rate"])


class RatesFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "The European Central Bank’s euro reference rates as CSV (eurofxref.csv or"
            " eurofxref-hist.csv, out of its ZIP archive)."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> list[Rate]:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 4 MB."))
        try:
            rates = parse_rates(file.read())
        except NotRates as error:
            raise forms.ValidationError(str(error)) from None
        if not rates:
            raise forms.ValidationError(_("There is no rate in this file."))
        return rates
