from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from catalog.models.category_tree import height, trail
from catalog.models.in_languages import InLanguages
from catalog.models.seo import SearchEngineTexts
from stores.isolation.registry import isolate
from stores.models import StoreOwned
from stores.models.store import touch_generation

logger = logging.getLogger(__name__)


@isolate()
class Category(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    StoreOwned,
    SearchEngineTexts,
    InLanguages,
    index.Indexed,
    ClusterableModel,
):
    """A shelf of the store; categories form a tree of a few levels."""

    MAX_DEPTH = 4
    ROUTE = "catalog:category"

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

    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.FilterField("live"),
    ]

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

    def clean(self) -> None:
        super().clean()
        if self.parent_id is None:
            return
        parents = dict(Category.objects.values_list("pk", "parent_id"))
        above = trail(parents, self.parent_id)
        if self.pk in above:
            raise ValidationError({"parent": _("A category cannot lie below itself.")})
        if len(above) + height(parents, self.pk) > self.MAX_DEPTH:
            message = _("Categories go %(depth)s levels deep.") % {"depth": self.MAX_DEPTH}
            raise ValidationError({"parent": message})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Moving, publishing or unpublishing it brings the read model of what lies in it along,
        before the generation is touched, as everybody locks them. One at a time: each reads the
        whole tree. Saving a draft names its fields and moves nothing."""
        from catalog.services.follow_names import follow_in_rules
        from catalog.services.keep_addresses import addresses_of, keep_addresses
        from catalog.services.move_category import reindex_below

        if kwargs.get("update_fields") is not None:
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            moves = self._moves()
            if moves:
                tree = Category.objects.select_for_update(no_key=True).order_by("pk")
                list(tree.values_list("pk"))
                self._stay_if_it_cannot_move()
            before = addresses_of(self)
            slug = Category.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
            super().save(*args, **kwargs)
            keep_addresses(self, before)
            follow_in_rules(subject="category", old=slug, new=self.slug)
            if moves:
                reindex_below(category=self)
            touch_generation(self.store_id)

    def _moves(self) -> bool:
        """By its row: what is published may be a draft of long ago."""
        if self.pk is None:
            return False
        row = Category.objects.filter(pk=self.pk)
        return row.exclude(parent_id=self.parent_id, live=self.live).exists()

    def _stay_if_it_cannot_move(self) -> None:
        """A form says so; but of two drafts that move below each other the one that is published
        later, by the clock perhaps, would close a circle."""
        try:
            self.clean()
        except ValidationError as error:
            logger.warning("Category %s stays where it is: %s", self.pk, error.messages)
            self.parent = Category.objects.get(pk=self.pk).parent

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """A draft may name a category above it that was deleted since: it is at the top then."""
        parent_id = data.get("parent")
        if parent_id is not None and not Category.objects.filter(pk=parent_id).exists():
            data = {**data, "parent": None}
        return super().from_serializable_data(data, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        from catalog.services.keep_addresses import forget_addresses

        store_id = self.store_id
        with transaction.atomic():
            forget_addresses(self)
            result = super().delete(*args, **kwargs)
            touch_generation(store_id)
        return result

    # Previews render the storefront's own page with what the editor has typed so far.

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "catalog/category.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from catalog.previews import preview_of_category

        context = super().get_preview_context(request, mode_name)
        return {**context, **preview_of_category(request, self)}
