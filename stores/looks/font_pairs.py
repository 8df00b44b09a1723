"""Fonts for headings and for texts that go well together."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stores.models.look import Font


@dataclass(frozen=True, slots=True)
class FontPair:
    heading: Font
    body: Font
    label: str | Promise

    @property
    def value(self) -> str:
        return f"{self.heading.value}+{self.body.value}"

    @property
    def names(self) -> str:
        if self.heading == self.body:
            return str(self.heading.label)
        return f"{self.heading.label} · {self.body.label}"


FONT_PAIRS = (
    FontPair(Font.INTER, Font.INTER, _("Clear")),
    FontPair(Font.FRAUNCES, Font.INTER, _("Warm")),
    FontPair(Font.NEWSREADER, Font.KARLA, _("Magazine")),
    FontPair(Font.CORMORANT, Font.FIGTREE, _("Elegant")),
    FontPair(Font.BRICOLAGE_GROTESQUE, Font.BRICOLAGE_GROTESQUE, _("Loud")),
    FontPair(Font.BRICOLAGE_GROTESQUE, Font.KARLA, _("Workshop")),
    FontPair(Font.FIGTREE, Font.FIGTREE, _("Modern")),
    FontPair(Font.NUNITO, Font.NUNITO, _("Friendly")),
)

PAIRS_BY_VALUE = {pair.value: pair for pair in FONT_PAIRS}


def pair_of(heading: str, body: str) -> str:
    """The value of the pair that these fonts are; empty for a choice of one's own."""
    value = f"{heading}+{body}"
    return value if value in PAIRS_BY_VALUE else ""
