from __future__ import annotations

from catalog.models import Category


def category_paths(*, without: int | None = None) -> dict[int, str]:
    """Category id → “Kitchen › Cups”, in the order of the names; leaves out ``without`` and what
    lies below it."""
    rows = {
        pk: (name, parent)
        for pk, name, parent in Category.objects.values_list("pk", "name", "parent")
    }
    paths: dict[int, str] = {}
    for pk in rows:
        names: list[str] = []
        above: int | None = pk
        while above is not None and above in rows and above != without and len(names) < 20:
            names.append(rows[above][0])
            above = rows[above][1]
        if above is None:
            paths[pk] = " › ".join(reversed(names))
    return dict(sorted(paths.items(), key=lambda item: item[1].casefold()))
