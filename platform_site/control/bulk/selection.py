"""Which stores are meant: those with a tick, or all that the list's filters and search find."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from platform_site.control.bulk.actions import BulkAction
from platform_site.control.filters import StoreFilterSet
from platform_site.control.selectors import matching
from stores.models import Store

NAMED = 20
"""So many are named of each kind; of the others there is the number."""
LARGEST_ID = 2**63 - 1


@dataclass(slots=True)
class Selection:
    meant: list[Store] = field(default_factory=list)
    refused: dict[str, list[Store]] = field(default_factory=dict)
    """Reason → stores."""

    @property
    def ids(self) -> str:
        return ",".join(str(store.pk) for store in self.meant)

    @property
    def refused_count(self) -> int:
        return sum(len(stores) for stores in self.refused.values())

    @property
    def named(self) -> list[Store]:
        return self.meant[:NAMED]

    @property
    def unnamed_count(self) -> int:
        return max(len(self.meant) - NAMED, 0)

    @property
    def reasons(self) -> list[tuple[str, list[Store], int]]:
        """Reason, stores by name, how many more."""
        return [
            (reason, stores[:NAMED], max(len(stores) - NAMED, 0))
            for reason, stores in self.refused.items()
        ]


def chosen_stores(request: HttpRequest) -> QuerySet[Store]:
    """As the list's address names them. Platform scope."""
    ids = request.GET.getlist("id")
    if "all" not in ids:
        return Store.objects.filter(pk__in=numbers(ids))
    found = StoreFilterSet(request.GET, queryset=Store.objects.all(), request=request).qs
    query = request.GET.get("q", "").strip()
    return matching(found, query) if query else found


def numbers(texts: list[str]) -> list[int]:
    found = {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 20}
    return sorted(number for number in found if number <= LARGEST_ID)


def sort_out(stores: QuerySet[Store], action: BulkAction) -> Selection:
    """One query."""
    selection = Selection()
    for store in stores.only("pk", "slug", "name", "status").order_by("name", "pk"):
        reason = action.refusal(store)
        if reason:
            selection.refused.setdefault(reason, []).append(store)
        else:
            selection.meant.append(store)
    return selection


def sent_ids(data: Any) -> list[int]:
    """Of the confirmed form."""
    return numbers(data.get("ids", "").split(","))
