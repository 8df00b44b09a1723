from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.images.widgets import AdminImageChooser

from stores.looks.font_pairs import FONT_PAIRS, PAIRS_BY_VALUE, pair_of
from stores.models import BrandingVersion
from stores.models.look import (
    COLOURS,
    LARGEST_RADIUS,
    LOOK_FIELDS,
    PICTURES,
    Font,
    colour_validator,
)


class ColourInput(forms.TextInput):
    """The code to type, and the browser's own colour picker beside it."""

    template_name = "stores/admin/widgets/colour.html"


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


class FontPairSelect(forms.RadioSelect):
    """Each pair as a heading over a line of text."""

    template_name = "stores/admin/widgets/font_pairs.html"

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["pair"] = PAIRS_BY_VALUE.get(option["value"])
        return option


class Cards(forms.RadioSelect):
    """Choices side by side."""

    template_name = "stores/admin/widgets/cards.html"


class BrandingForm(WagtailAdminModelForm):
    """A look, from the draft or the page of the admin; what it is for, its view decides."""

    font_pair = forms.ChoiceField(
        label=_("Fonts"),
        required=False,
        choices=[*((pair.value, pair.label) for pair in FONT_PAIRS), ("", _("My own choice"))],
        widget=FontPairSelect,
    )
    radius = forms.IntegerField(
        label=_("Roundness of corners"),
        min_value=0,
        max_value=LARGEST_RADIUS,
        help_text=_("In pixels, 0 to 40."),
    )

    class Meta:
        model = BrandingVersion
        widgets = dict.fromkeys(PICTURES, AdminImageChooser)
        fields = [name.removesuffix("_id") for name in LOOK_FIELDS]
        labels = {
            "background": _("Background"),
            "surface": _("Surface"),
            "text": _("Text"),
            "accent": _("Accent"),
            "on_accent": _("Text on accent"),
            "sale": _("Reduced prices"),
            "favicon": _("Icon in the browser's tab"),
            "heading_font": _("Headings"),
            "body_font": _("Texts"),
            "density": _("Spacing"),
            "header_style": _("Header"),
            "card_style": _("Cards of products"),
            "button_shape": _("Buttons"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in COLOURS:
            shown = self.fields[name]
            self.fields[name] = ColourFormField(
                label=shown.label, help_text=shown.help_text, validators=[colour_validator]
            )
        for name in ("heading_font", "body_font"):
            self.fields[name].widget = FontSelect(choices=Font.choices)
        for name in ("density", "header_style", "card_style", "button_shape"):
            field: Any = self.fields[name]
            field.widget = Cards(choices=field.choices)
        look = self.instance
        self.initial["font_pair"] = pair_of(look.heading_font, look.body_font)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if pair := PAIRS_BY_VALUE.get(cleaned.get("font_pair") or ""):
            cleaned["heading_font"], cleaned["body_font"] = pair.heading.value, pair.body.value
        return cleaned


def colours_sent(data: Any) -> dict[str, str] | None:
    """All colours of a form that is being filled in, or None while one of them is none."""
    found = {}
    for name in COLOURS:
        field = ColourFormField(validators=[colour_validator])
        try:
            found[name] = str(field.clean(data.get(name)))
        except forms.ValidationError:
            return None
    return found
