"""Things of the catalogue read in one of the store's further languages.

The texts of a language are put over those of the store's own, in memory and for one request, so
that templates, titles and structured data know nothing of it. What is read so is never saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.urls import reverse

from stores.languages import shop_in
from stores.models import Store


class InLanguages(models.Model):
    ROUTE: str
    """Of its page, by its slug."""

    slug: Any
    read_in: str | None = None
    """The further language whose texts lie over its own."""
    own_slug: str | None = None
    slugs: Mapping[str, str] | None = None
    """Of further languages, as far as it has them; None where nobody asked."""

    class Meta:
        abstract = True

    def put_texts(self, texts: Mapping[str, Any] | None, language: str) -> None:
        """Over its own; an empty one leaves its own."""
        self.read_in, self.own_slug = language, self.slug
        for name, text in (texts or {}).items():
            if text:
                setattr(self, name, text)

    def get_absolute_url(self) -> str:
        return reverse(self.ROUTE, args=[self.slug])

    def address_in(self, store: Store, language: str) -> str:
        """Where it is read in one of the store's languages. Its ``slugs`` must be known."""
        own = self.own_slug or self.slug
        slug = own if language == store.language else (self.slugs or {}).get(language) or own
        with shop_in(store, language):
            return reverse(self.ROUTE, args=[slug])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises RuntimeError for what is read in another language: its texts would be taken for
        the store's own."""
        if self.read_in is not None:
            raise RuntimeError(f"{self!r} is read in {self.read_in}; load it anew to save it.")
        super().save(*args, **kwargs)
