from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import isolate
from stores.models import StoreOwned
from stores.models.store import touch_generation


@isolate()
class SearchTerm(StoreOwned):
    """What shoppers searched for on a day (of the store's time zone), and whether they found
    anything: added up, with nothing about who searched."""

    day = models.DateField()
    language = models.CharField(max_length=12)
    term = models.CharField(max_length=100, help_text="In small letters.")
    searches = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0, help_text="Products found, the last time.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "day", "language", "term"], name="search_term_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.searches}"


@isolate()
class SearchSynonym(StoreOwned):
    """Words that mean the same to the store's shoppers: whoever searches for one finds all."""

    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    words = models.CharField(
        _("words"), max_length=300, help_text=_("Parted by commas: sofa, couch, settee.")
    )

    class Meta:
        ordering = ["language", "words"]
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        super().clean()
        phrases = [phrase for phrase in self.words.split(",") if phrase.strip()]
        if len(phrases) < 2:
            raise ValidationError({"words": _("Write two words or more, with commas between.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        touch_generation(self.store_id)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        store_id = self.store_id
        result = super().delete(*args, **kwargs)
        touch_generation(store_id)
        return result
