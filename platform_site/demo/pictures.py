from __future__ import annotations

from dataclasses import dataclass, field

from django.core.files.images import ImageFile

from platform_site.demo.data import FOLDER
from stores.models import Image, User


@dataclass
class Pictures:
    """The store's pictures by their path below demo/, each stored once."""

    uploaded_by: User
    _made: dict[str, Image] = field(default_factory=dict)

    def get(self, path: str, *, title: str, description: str = "") -> Image:
        if path not in self._made:
            with (FOLDER / path).open("rb") as file:
                self._made[path] = Image.objects.create(
                    title=title,
                    description=description,
                    file=ImageFile(file, name=path.rsplit("/", 1)[-1]),
                    uploaded_by_user=self.uploaded_by,
                )
        return self._made[path]

    def find(self, path: str | None) -> Image | None:
        return self._made.get(path) if path else None
