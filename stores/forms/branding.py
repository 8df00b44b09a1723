from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from stores.admin.colours import READABLE, contrast
from stores.models import Branding
from stores.models.branding import Font, colour_validator

COLOURS = ("background", "surface", "text", "accent", "on_accent")

PAIRS = (
    ("text", "background", _("Text on the background")),
    ("text", "surface", _("Text on cards and fields")),
    ("on_accent", "accent", _("Text on buttons")),
    ("accent", "background", _("Links on the background")),
)


class ColourInput(forms.TextInput):
    """The code to type, and the browser's own colour picker beside it."""

    template_name = "stores/admin/widgets/colour.html"

    class Media:
        js = ["stores/admin/colour.js"]


class ColourFormField(forms.CharField):
    """Takes ``#ABC`` and capitals, too; the database holds ``#aabbcc``."""

    widget = ColourInput

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).lower()
        if re.fullmatch(r"#[0-9a-f]{3}", text):
            return "#" + "".join(digit * 2 for digit in text[1:])
        return text


class FontSelect(forms.RadioSelect):
    """Each font written in itself; its class is in fonts.css, as styles are not inline."""

    template_name = "stores/admin/widgets/fonts.html"

    class Media:
        css = {"all": ["stores/admin/fonts.css"]}


class BrandingForm(WagtailAdminModelForm):
    radius = forms.IntegerField(
        label=_("Roundness of corners"),
        min_value=0,
        max_value=40,
        help_text=_("In pixels, 0 to 40."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in COLOURS:
            shown = self.fields[name]
            self.fields[name] = ColourFormField(
                label=shown.label, help_text=shown.help_text, validators=[colour_validator]
            )
        for name in ("heading_font", "body_font"):
            self.fields[name].widget = FontSelect(choices=Font.choices)


def faint_pairs(branding: Branding) -> list[str]:
    """The pairs of colours that are hard to read, in words; none if all is well."""
    found = []
    for front, back, label in PAIRS:
        ratio = contrast(getattr(branding, front), getattr(branding, back))
        if ratio < READABLE:
            found.append(
                _("%(pair)s: contrast %(ratio).1f to 1, where 4.5 to 1 can be read well.")
                % {"pair": label, "ratio": ratio}
            )
    return found
