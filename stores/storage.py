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
        return os.path.join(os.path.abspath(self.base_location), "stores", str(owner))
