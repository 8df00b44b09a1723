"""Wagtail's uploads under a store's limit of storage.

Forms claim the room (``stores.forms.storage_room``), which holds as long as its transaction: so
checking and saving are made one here, for stores whose plan limits storage. What Wagtail kept
because another field of its form was wrong is claimed when it becomes an image or document."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from wagtail.documents.views import chooser as document_chooser
from wagtail.documents.views import documents
from wagtail.documents.views import multiple as many_documents
from wagtail.images.views import chooser as image_chooser
from wagtail.images.views import images
from wagtail.images.views import multiple as many_images

from stores.forms.storage_room import claim_room

UPLOADS: tuple[Any, ...] = (
    images.CreateView,
    images.EditView,
    many_images.AddView,
    many_images.CreateFromUploadedImageView,
    image_chooser.ImageUploadView,
    documents.CreateView,
    documents.EditView,
    many_documents.AddView,
    many_documents.CreateFromUploadedDocumentView,
    document_chooser.DocumentChooserUploadView,
)
KEPT_BEFORE: tuple[Any, ...] = (
    many_images.CreateFromUploadedImageView,
    many_documents.CreateFromUploadedDocumentView,
)


def keep_storage_in_its_limit() -> None:
    for view in UPLOADS:
        view.post = in_one_transaction(view.post)
    for view in KEPT_BEFORE:
        view.get_edit_form_class = claiming_the_upload(view.get_edit_form_class)


def in_one_transaction(post: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(post)
    def limited(view: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.store.limit("storage") is None:  # type: ignore[attr-defined]
            return post(view, request, *args, **kwargs)
        with transaction.atomic():
            return post(view, request, *args, **kwargs)

    return limited


def claiming_the_upload(get_form_class: Callable[..., type[Any]]) -> Callable[..., type[Any]]:
    @wraps(get_form_class)
    def with_claim(view: Any) -> type[Any]:
        class ClaimingForm(get_form_class(view)):  # type: ignore[misc]
            def clean(self) -> Any:
                cleaned = super().clean()
                claim_room(view.upload.file.size)
                return cleaned

        return ClaimingForm

    return with_claim
