"""The picture of a shared link."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.core.files.storage import default_storage
from wagtail.images.models import SourceImageIOError

from stores.models import Image, Store
from stores.pictures import SPECS, renditions_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SharePicture:
    url: str
    """Absolute, on the store's primary domain."""
    width: int
    height: int
    alt: str
    is_large: bool = True


def share_picture(store: Store, image: Image | None, *, alt: str) -> SharePicture | None:
    """1200 × 630 of the image, smaller where it is; made if it is missing. A lost or broken
    original is no reason to show no page."""
    if image is None:
        return None
    try:
        row = renditions_of(image, [SPECS["share"].jpeg])[SPECS["share"].jpeg]
    except (SourceImageIOError, OSError) as error:
        logger.warning("Image %s cannot be shared: %s", image.pk, error)
        return None
    return SharePicture(
        url=store.absolute_url(default_storage.url(row["file"])),
        width=row["width"],
        height=row["height"],
        alt=alt,
    )


def logo_of(store: Store) -> SharePicture | None:
    logo = store.branding.logo_picture
    if not logo.get("src"):
        return None
    return SharePicture(
        url=store.absolute_url(logo["src"]),
        width=logo["width"],
        height=logo["height"],
        alt=store.name,
        is_large=False,
    )
