"""The sizes in which pictures are shown, and how a page gets them without a query for each.

A picture has a name (``card``, ``gallery``, …); behind it stand WebP renditions of several
widths and one JPEG for what cannot read WebP. ``manage.py make_renditions`` makes them ahead of
the first visitor; what is missing all the same is made when it is first shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from wagtail.images.models import Filter

from stores.models import Image, Rendition

WEBP = "format-webp"
JPEG = "bgcolor-fff|format-jpeg"  # Transparent pictures get a white ground.
KNOWN = "known_renditions"


@dataclass(frozen=True, slots=True)
class PictureSpec:
    """``operations`` are Wagtail's resize rules, from narrow to wide; the first is also made as
    JPEG. ``sizes`` tells the browser how wide the picture will stand."""

    operations: tuple[str, ...]
    sizes: str
    forms: tuple[str, ...] = (WEBP, JPEG)

    def webp(self, image: Image) -> tuple[str, ...]:
        """Without those wider than the original, which would be the same picture again."""
        if WEBP not in self.forms:
            return ()
        wide = [rule for rule in self.operations[1:] if width_of(rule) <= image.width]
        return tuple(f"{rule}|{WEBP}" for rule in (self.operations[0], *wide))

    @property
    def jpeg(self) -> str:
        return f"{self.operations[0]}|{JPEG}"

    def filters(self, image: Image) -> tuple[str, ...]:
        return (*self.webp(image), self.jpeg)


def width_of(operation: str) -> int:
    """``width-600`` and ``fill-600x400`` are 600 wide."""
    return int(operation.split("-")[1].split("x")[0])


WIDTHS = ("width-600", "width-1200")
SQUARES = ("fill-480x480", "fill-800x800")

# The same few renditions serve several names: each costs a tenth of a second to make.
SPECS: Mapping[str, PictureSpec] = {
    "card": PictureSpec(SQUARES, "(min-width: 64em) 290px, (min-width: 40em) 31vw, 46vw"),
    "gallery": PictureSpec(WIDTHS, "(min-width: 80em) 660px, (min-width: 56em) 53vw, 92vw"),
    "thumb": PictureSpec(("fill-192x192",), "96px"),
    "hero": PictureSpec((*WIDTHS, "width-2000"), "(min-width: 56em) 58vw, 100vw"),
    "zoom": PictureSpec((*WIDTHS, "width-2000"), "100vw"),
    "tile": PictureSpec(SQUARES, "(min-width: 64em) 400px, 46vw"),
    "inline": PictureSpec(WIDTHS, "(min-width: 56em) 48vw, 92vw"),
    # What others show of a shared link; not all of them read WebP.
    "share": PictureSpec(("fill-1200x630",), "", forms=(JPEG,)),
}
ALL_FILTERS = tuple(
    dict.fromkeys(
        f"{rule}|{form}"
        for spec in SPECS.values()
        for rule in spec.operations
        for form in spec.forms
    )
)

IMAGE_FIELDS = (
    "id", "store_id", "title", "description", "file", "width", "height",
    "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
)  # fmt: skip


def filters_for(image: Image) -> tuple[str, ...]:
    """All that is to be made of an image."""
    return tuple(dict.fromkeys(rule for spec in SPECS.values() for rule in spec.filters(image)))


@dataclass(frozen=True, slots=True)
class Picture:
    """What ``components/picture.html`` needs."""

    srcset: str
    sizes: str
    src: str
    width: int
    height: int

    @property
    def largest(self) -> str:
        """The address of the widest one: to look at it closely."""
        return self.srcset.rpartition(", ")[2].partition(" ")[0] or self.src


def picture_of(image: Image, name: str) -> Picture:
    """The addresses of a picture. Asks nothing of the database if its renditions were loaded
    along (``with_renditions``, ``image_as_json``, ``load_renditions``) and are all there."""
    spec = SPECS[name]
    found = renditions_of(image, spec.filters(image))
    wide = {found[name]["width"]: found[name] for name in spec.webp(image)}
    fallback = found[spec.jpeg]
    return Picture(
        srcset=", ".join(
            f"{default_storage.url(row['file'])} {width}w" for width, row in sorted(wide.items())
        ),
        sizes=spec.sizes,
        src=default_storage.url(fallback["file"]),
        width=fallback["width"],
        height=fallback["height"],
    )


def renditions_of(image: Image, filters: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Renditions by filter as ``{"file", "width", "height"}``; what is missing is made."""
    if not hasattr(image, KNOWN):
        load_renditions([image])
    known = {(row["filter"], row["focal_point_key"]): row for row in getattr(image, KNOWN)}
    found, missing = {}, []
    for name in filters:
        row = known.get((name, Filter(spec=name).get_cache_key(image)))
        if row is None:
            missing.append(name)
        else:
            found[name] = row
    if missing:
        for name, rendition in image.get_renditions(*missing).items():
            found[name] = as_row(rendition)
            getattr(image, KNOWN).append(found[name])
    return found


def as_row(rendition: Rendition) -> dict[str, Any]:
    return {
        "filter": rendition.filter_spec,
        "focal_point_key": rendition.focal_point_key,
        "file": rendition.file.name,
        "width": rendition.width,
        "height": rendition.height,
    }


def load_renditions(images: Iterable[Image | None]) -> None:
    """Loads the renditions of all these images with one query; none if they have them."""
    wanted: dict[int, list[Image]] = {}
    for image in images:
        if image is not None and not hasattr(image, KNOWN):
            setattr(image, KNOWN, [])
            wanted.setdefault(image.pk, []).append(image)
    if not wanted:
        return
    for rendition in Rendition.objects.filter(image_id__in=wanted, filter_spec__in=ALL_FILTERS):
        for image in wanted[rendition.image_id]:
            getattr(image, KNOWN).append(as_row(rendition))


def renditions_as_json(image_id: str) -> ArraySubquery:
    """For ``annotate()``: the renditions of the image that the outer query's column names."""
    return ArraySubquery(
        Rendition.objects.filter(
            image_id=OuterRef(image_id), filter_spec__in=ALL_FILTERS
        ).values(
            row=JSONObject(
                filter="filter_spec", focal_point_key="focal_point_key", file="file",
                width="width", height="height",
            )
        )
    )  # fmt: skip


def with_renditions(images: QuerySet[Image]) -> QuerySet[Image]:
    """The same images, each with its renditions, in the same query."""
    return images.annotate(**{KNOWN: renditions_as_json("pk")})


def image_as_json(images: QuerySet[Image]) -> QuerySet[Any]:
    """For ``Subquery()``: the first of ``images`` in one JSON value, renditions included."""
    return images.annotate(**{KNOWN: renditions_as_json("pk")}).values(
        row=JSONObject(**{name: name for name in (*IMAGE_FIELDS, KNOWN)})
    )[:1]


def image_from_json(row: dict[str, Any] | None) -> Image | None:
    """The Image that ``image_as_json`` selected."""
    if row is None:
        return None
    names = [
        field.attname for field in Image._meta.concrete_fields if field.attname in IMAGE_FIELDS
    ]
    image = Image.from_db(DEFAULT_DB_ALIAS, names, [row[name] for name in names])
    setattr(image, KNOWN, list(row[KNOWN]))
    return image
