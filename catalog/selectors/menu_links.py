"""Links of menus, one below another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from catalog.models import MenuItem


@dataclass(slots=True)
class Link:
    label: str
    url: str
    children: list[Link] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    links: list[Link]


def as_tree(links: Iterable[tuple[Link | None, bool]]) -> list[Link]:
    """(link, whether it is below the one before) in order; those that lead nowhere are left out,
    and what was below them moves up."""
    top: list[Link] = []
    parent: Link | None = None
    for link, is_below in links:
        if link is None:
            parent = None if not is_below else parent
        elif is_below and parent is not None:
            parent.children.append(link)
        else:
            top.append(link)
            parent = link
    return top


def link_of_item(item: MenuItem) -> Link | None:
    """Of an entry in memory; None where it leads to what is not published."""
    if item.page is not None:
        url = item.page.get_url() if item.page.live else None
        return Link(item.label or item.page.title, url) if url else None
    target = item.category or item.collection
    if target is not None:
        return Link(item.label or target.name, target.get_absolute_url()) if target.live else None
    return Link(item.label, item.url) if item.url else None
