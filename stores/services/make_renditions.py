"""Making pictures ahead of the first visitor, who would wait for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from wagtail.images.models import Filter, SourceImageIOError

from stores.models import Image, Rendition
from stores.pictures import ALL_FILTERS, filters_for


def missing_renditions() -> dict[int, list[str]]:
    """Filters that are not made yet, by image, of the store in scope. Two queries."""
    made: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = Rendition.objects.filter(filter_spec__in=ALL_FILTERS)
    for image_id, spec, key in rows.values_list("image_id", "filter_spec", "focal_point_key"):
        made[image_id].add((spec, key))
    missing = {
        image.pk: [
            rule
            for rule in filters_for(image)
            if (rule, Filter(spec=rule).get_cache_key(image)) not in made[image.pk]
        ]
        for image in Image.objects.order_by("pk")
    }
    return {image_id: specs for image_id, specs in missing.items() if specs}


def make_renditions() -> Iterator[tuple[Image, int, str]]:
    """Makes what is missing in the store in scope; yields (image, renditions made, error).

    An unreadable original is told about and skipped. Safe to repeat and to interrupt: each
    image is complete in itself."""
    missing = missing_renditions()
    for image in Image.objects.filter(pk__in=missing).order_by("pk").iterator():
        try:
            made = image.get_renditions(*missing[image.pk])
        except (SourceImageIOError, OSError, ValueError) as error:
            yield image, 0, str(error)
        else:
            yield image, len(made), ""
