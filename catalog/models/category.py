from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import isolate
from stores.models import StoreOwned
from stores.models.store import touch_generation


@isolate()
class Category(StoreOwned):
    """A shelf of the store; categories form a tree of a few levels."""

    MAX_DEPTH = 4

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, help_text=_("The end of its address."))
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("parent"),
    )
    description = models.TextField(_("description"), max_length=1000, blank=True)
    image = models.ForeignKey(
        "stores.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    position = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Smaller numbers come first.")
    )

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "slug"],
                name="category_slug_once_a_store",
                violation_error_message=_("Another category has this slug; choose another."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:category", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        ancestor, depth = self.parent, 1
        while ancestor is not None:
            if self.pk and ancestor.pk == self.pk:
                raise ValidationError({"parent": _("A category cannot lie below itself.")})
            depth += 1
            if depth > self.MAX_DEPTH:
                message = _("Categories go %(depth)s levels deep.") % {"depth": self.MAX_DEPTH}
                raise ValidationError({"parent": message})
            ancestor = ancestor.parent

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Moving it brings the read model of what lies in it along, before the generation is
        touched, as everybody locks them. One move at a time: each reads the whole tree."""
        from catalog.services.move_category import reindex_below

        with transaction.atomic():
            moves = self._moves()
            if moves:
                tree = Category.objects.select_for_update(no_key=True).order_by("pk")
                list(tree.values_list("pk"))
            super().save(*args, **kwargs)
            if moves:
                reindex_below(category=self)
            touch_generation(self.store_id)

    def _moves(self) -> bool:
        if self.pk is None:
            return False
        return Category.objects.filter(pk=self.pk).exclude(parent_id=self.parent_id).exists()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        store_id = self.store_id
        result = super().delete(*args, **kwargs)
        touch_generation(store_id)
        return result
