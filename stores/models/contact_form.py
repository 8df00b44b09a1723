from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.forms.forms import FormBuilder
from wagtail.contrib.forms.models import AbstractFormField, FormMixin

from stores.forms.email_address import EmailAddressField
from stores.isolation.registry import isolate
from stores.models.base import StoreOwned
from stores.models.page import BasePage

LONGEST_TEXT = 5000
FIELD_TYPES = [
    ("singleline", _("One line of text")),
    ("multiline", _("Several lines of text")),
    ("email", _("E-mail address")),
    ("number", _("Number")),
    ("url", _("Web address")),
    ("checkbox", _("Checkbox")),
    ("checkboxes", _("Checkboxes")),
    ("dropdown", _("Drop-down list")),
    ("radio", _("Radio buttons")),
    ("date", _("Date")),
]


class ContactFormBuilder(FormBuilder):
    """Wagtail's, with a limit to what each field takes. It has no field for files."""

    def create_multiline_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        widget = forms.Textarea(attrs={"rows": 6})
        return forms.CharField(max_length=LONGEST_TEXT, widget=widget, **options)

    def create_email_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        return EmailAddressField(max_length=254, widget=widget, **options)

    def create_url_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        return forms.URLField(max_length=500, assume_scheme="https", **options)

    def create_number_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        return forms.DecimalField(max_digits=20, **options)

    def create_date_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        return forms.DateField(widget=widget, **options)


@isolate()
class ContactFormPage(FormMixin, BasePage):
    """A form that visitors write to the store with. What they send is kept with the page and
    mailed to the store's contact address; an editor cannot send it anywhere else."""

    introduction = models.TextField(
        _("introduction"), max_length=400, blank=True, help_text=_("One or two sentences on top.")
    )
    thanks = models.CharField(
        _("thanks"),
        max_length=400,
        blank=True,
        help_text=_("What visitors read when they have sent it. Empty: a sentence of thanks."),
    )

    form_builder = ContactFormBuilder
    parent_page_types = ["stores.HomePage", "stores.ContentPage"]
    subpage_types: list[str] = []
    preview_modes = BasePage.DEFAULT_PREVIEW_MODES

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        InlinePanel("form_fields", label=_("field"), heading=_("Fields"), min_num=1, max_num=20),
        FieldPanel("thanks"),
    ]

    class Meta:
        verbose_name = _("contact form")
        verbose_name_plural = _("contact forms")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from stores.views.contact_form import answer_contact_form

        return answer_contact_form(request, self)


@isolate()
class ContactFormField(StoreOwned, AbstractFormField):
    page = ParentalKey(ContactFormPage, on_delete=models.CASCADE, related_name="form_fields")
    field_type = models.CharField(_("field type"), max_length=16, choices=FIELD_TYPES)
    field_type.required_on_save = True  # type: ignore[attr-defined]

    class Meta(AbstractFormField.Meta):
        verbose_name = _("field of a contact form")
        verbose_name_plural = _("fields of contact forms")
