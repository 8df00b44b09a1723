from __future__ import annotations

import os

from django.core.files.storage import FileSystemStorage

from stores.scope import ScopeError, owner_id


class StoreFileSystemStorage(FileSystemStorage):
    """Each store's files below a folder of its own, found through the scope.

    A name is relative to that folder, so a name of another store's file leads nowhere."""

    @property
    def location(self) -> str:  # type: ignore[override]
        owner = owner_id()
        if owner is None:
            raise ScopeError("Files belong to a store: enter its scope before touching them.")
        return store_folder(self.base_location, owner)


def store_folder(media_root: str | os.PathLike[str], store_id: int) -> str:
    """Where all files of one store are."""
    return os.path.join(os.path.abspath(media_root), "stores", str(store_id))
