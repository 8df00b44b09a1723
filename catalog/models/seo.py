from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchEngineTexts(models.Model):
    """What search engines and shared links say of something; empty: made of its other texts."""

    seo_title = models.CharField(
        _("title for search engines"), max_length=120, blank=True, help_text=_("Up to 60 letters.")
    )
    search_description = models.CharField(
        _("description for search engines"),
        max_length=320,
        blank=True,
        help_text=_("One or two sentences, up to 160 letters."),
    )

    class Meta:
        abstract = True
