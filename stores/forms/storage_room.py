from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from stores.claims import claim
from stores.models import Store
from stores.scope import owner_id


def claim_room(size: int, *, instead_of: int = 0) -> None:
    """Room for a file of ``size`` bytes in the storage of the store in scope, in place of one of
    ``instead_of`` bytes. Raises LimitReached. The view that saves the form has the transaction
    (``stores.admin.storage_limit``)."""
    store_id = owner_id()
    if store_id:
        store = Store.all_objects.select_related("plan").get(pk=store_id)
        claim(store, "storage", size - instead_of)


class RoomMixin:
    """For the forms of images and documents: a file has to fit in."""

    cleaned_data: dict[str, Any]
    instance: Any

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            before = self.instance.file_size if self.instance.pk else 0
            claim_room(file.size or 0, instead_of=before or 0)
        return file
