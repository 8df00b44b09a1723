"""The pictures of a page's blocks, loaded together: a block of its own kind each would ask."""

from __future__ import annotations

import copy
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from wagtail.blocks.stream_block import StreamValue
from wagtail.images.blocks import ImageChooserBlock

if TYPE_CHECKING:
    from stores.models import Image

KNOWN = "_galleria_pictures"
_loaded: ContextVar[dict[int, Image] | None] = ContextVar("galleria_page_pictures", default=None)


class PictureBlock(ImageChooserBlock):
    """An image chooser whose images come with their renditions."""

    def bulk_to_python(self, values: Sequence[int | None]) -> list[Image | None]:
        loaded = _loaded.get() or {}
        ids = {value for value in values if value is not None}
        if not ids <= loaded.keys():
            loaded = load(ids)
        return [copy.copy(loaded.get(value)) if value is not None else None for value in values]

    def deconstruct(self) -> Any:
        """For migrations it is the chooser: how images are loaded is not part of the data."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.images.blocks.ImageChooserBlock", args, kwargs


def load(ids: set[int]) -> dict[int, Image]:
    """A deleted image is no picture; its id is answered all the same, with nothing."""
    from stores.models import Image  # The models of pages are made of these blocks.
    from stores.pictures import with_renditions

    found = with_renditions(Image.objects.all()).in_bulk(list(ids)) if ids else {}
    return {image_id: found.get(image_id) for image_id in ids}  # type: ignore[misc]


@contextmanager
def page_pictures(body: StreamValue) -> Generator[None]:
    """Blocks of ``body`` that are read inside find their pictures loaded."""
    token = _loaded.set(pictures_of(body))
    try:
        yield
    finally:
        _loaded.reset(token)


def pictures_of(body: StreamValue) -> dict[int, Image]:
    """All pictures of ``body`` by id; asked for once, whoever needs them."""
    known: dict[int, Image] | None = getattr(body, KNOWN, None)
    if known is None:
        known = load(set(image_ids(list(body.raw_data))))
        setattr(body, KNOWN, known)
    return known


def image_ids(value: Any) -> Iterator[int]:
    """The numbers under the name ``image`` anywhere in raw block data."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "image" and isinstance(inner, int):
                yield inner
            else:
                yield from image_ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from image_ids(inner)
