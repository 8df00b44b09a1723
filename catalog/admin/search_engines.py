from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList

SEARCH_ENGINES = [
    HelpPanel(
        content=_(
            "What search engines and shared links show. Both may stay empty: then they are made of"
            " the name and the description."
        )
    ),
    FieldPanel("seo_title"),
    FieldPanel("search_description"),
]


def search_engines_tab() -> ObjectList:
    return ObjectList(SEARCH_ENGINES, heading=_("Search engines"))
