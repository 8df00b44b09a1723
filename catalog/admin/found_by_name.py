from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet


class FoundByName:
    """A list that is searched by parts of names and slugs: Wagtail's index knows whole words."""

    is_searching: bool
    search_query: str

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.is_searching:
            return queryset
        words = self.search_query.replace("\0", "")
        return queryset.filter(Q(name__icontains=words) | Q(slug__icontains=words))
