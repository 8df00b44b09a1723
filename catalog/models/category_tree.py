"""A tree of categories as a mapping: category id → id of the category above it."""

from __future__ import annotations

from collections.abc import Mapping

Parents = Mapping[int, int | None]


def trail(parents: Parents, pk: int | None) -> list[int]:
    """From ``pk`` upwards; ends where it would come by again."""
    found: list[int] = []
    while pk is not None and pk not in found:
        found.append(pk)
        pk = parents.get(pk)
    return found


def height(parents: Parents, pk: int | None) -> int:
    """Levels from ``pk`` down, itself counted; 1 for one that is not in the tree yet."""
    if pk is None:
        return 1
    trails = (trail(parents, one) for one in parents)
    return max((way.index(pk) + 1 for way in trails if pk in way), default=1)


def below(parents: Parents, pk: int) -> set[int]:
    """``pk`` and all that lies below it."""
    return {pk, *(one for one in parents if pk in trail(parents, one))}
