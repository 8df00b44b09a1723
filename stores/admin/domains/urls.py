"""Addresses of the screens about domains, to be put below one of a host's admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stores.admin.domains import views

Screen = tuple[str, Any, str]


def screens(overridden: Mapping[str, Any] | None = None) -> list[Screen]:
    """(below, view, name) of each; ``overridden`` views stand in by name."""
    own: dict[str, tuple[str, Any]] = {
        "": ("", views.DomainListView),
        "add": ("add/", views.AddDomainView),
        "domain": ("<int:pk>/", views.DomainView),
        "check": ("<int:pk>/check/", views.CheckView),
        "primary": ("<int:pk>/primary/", views.PrimaryView),
        "remove": ("<int:pk>/remove/", views.RemoveDomainView),
    }
    return [
        (below, (overridden or {}).get(name, view), name) for name, (below, view) in own.items()
    ]
