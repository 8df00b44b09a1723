"""Images, documents and their tags: Wagtail's, with a store.

Wagtail's own tags have globally unique names, which would show one store's tags to another
(or refuse a tag that somebody else has); these are unique in their store.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.images.models import ImageQuerySet as WagtailImageQuerySet

from stores.downloads import content_type_of
from stores.isolation.registry import isolate
from stores.models.base import StoreOwned
from stores.models.branding import Branding
from stores.models.store import touch_generation

# What only tells of the file; Wagtail fills it in when somebody looks at the image.
FACTS_OF_THE_FILE = frozenset({"file_size", "file_hash"})


@isolate()
class Tag(StoreOwned, TagBase):
    free_tagging = True

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100, allow_unicode=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "name"], name="tag_name_once_a_store"),
            models.UniqueConstraint(fields=["store", "slug"], name="tag_slug_once_a_store"),
        ]


class TaggedItem(StoreOwned, ItemBase):
    class Meta:
        abstract = True


@isolate()
class TaggedImage(TaggedItem):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_images")
    content_object = models.ForeignKey(
        "stores.Image", on_delete=models.CASCADE, related_name="tagged_items"
    )


@isolate()
class TaggedDocument(TaggedItem):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_documents")
    content_object = models.ForeignKey(
        "stores.Document", on_delete=models.CASCADE, related_name="tagged_items"
    )


def unguessable(path: str) -> str:
    """``original_images/mug.jpg`` → ``original_images/mug.9f2c….jpg``."""
    pure = PurePosixPath(path)
    return str(pure.with_name(f"{pure.stem[:30]}.{secrets.token_hex(8)}{pure.suffix}"))


def know_size(stored: AbstractImage | AbstractDocument) -> None:
    """Of a new file, for the store's limit of storage. Wagtail's forms know it already."""
    if stored._state.adding and stored.file_size is None and stored.file:
        stored.file_size = stored.file.size


class ImageQuerySet(WagtailImageQuerySet):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Several at once, as the list of images does."""
        with transaction.atomic():
            stores = set(self.values_list("store_id", flat=True))
            shown = branding_with(self.values_list("pk", flat=True))
            deleted = super().delete()
            refresh_branding(shown)
            for store_id in stores:
                touch_generation(store_id)
        return deleted


@isolate()
class Image(StoreOwned, AbstractImage):
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("uploaded by user"),
    )
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    tags = TaggableManager(through=TaggedImage, blank=True, verbose_name=_("tags"), help_text=None)

    admin_form_fields = WagtailImage.admin_form_fields

    objects = ImageQuerySet.as_manager()

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What shows the image goes with it: a logo, and pages that were kept."""
        fields = kwargs.get("update_fields")
        know_size(self)
        if self._state.adding or (fields is not None and FACTS_OF_THE_FILE.issuperset(fields)):
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            before = Image.objects.filter(pk=self.pk).values_list("file", flat=True).first()
            super().save(*args, **kwargs)
            if before != self.file.name:
                self.renditions.all().delete()
            self.refresh()

    def refresh(self) -> None:
        refresh_branding(branding_with([self.pk]))
        touch_generation(self.store_id)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            shown = branding_with([self.pk])
            deleted = super().delete(*args, **kwargs)
            refresh_branding(shown)
            touch_generation(self.store_id)
        return deleted

    def get_upload_to(self, filename: str) -> str:
        return unguessable(super().get_upload_to(filename))

    @property
    def default_alt_text(self) -> str:
        return self.description or self.title

    def generate_rendition_instance(self, *args: Any, **kwargs: Any) -> Rendition:
        """Wagtail calls this in threads of its own, and a new thread has no scope."""
        rendition = super().generate_rendition_instance(*args, **kwargs)
        rendition.store_id = self.store_id
        return rendition


@isolate()
class Rendition(StoreOwned, AbstractRendition):
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


def branding_with(image_ids: Iterable[int]) -> list[int]:
    ids = list(image_ids)
    shown = Branding.objects.filter(Q(logo__in=ids) | Q(favicon__in=ids))
    return list(shown.values_list("pk", flat=True))


def refresh_branding(ids: Iterable[int]) -> None:
    for branding in Branding.objects.filter(pk__in=ids):
        branding.save()


def document_path(instance: Document, filename: str) -> str:
    return unguessable(f"documents/{filename}")


@isolate()
class Document(StoreOwned, AbstractDocument):
    file = models.FileField(_("file"), upload_to=document_path)
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("uploaded by user"),
    )
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    tags = TaggableManager(
        through=TaggedDocument, blank=True, verbose_name=_("tags"), help_text=None
    )

    admin_form_fields = WagtailDocument.admin_form_fields

    def save(self, *args: Any, **kwargs: Any) -> None:
        know_size(self)
        super().save(*args, **kwargs)

    @property
    def content_type(self) -> str:
        return content_type_of(self.file_extension.lower())

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]
