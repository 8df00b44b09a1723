from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from stores.audit.sentences import choices
from stores.models import AuditEntry, Store
from stores.selectors.audit import from_address


class AuditFilterSet(WagtailFilterSet):
    whole_platform = False

    created_at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    action = django_filters.ChoiceFilter(label=_("Action"), choices=choices, empty_label=_("All"))
    actor_kind = django_filters.ChoiceFilter(
        label=_("Who"), choices=AuditEntry.ActorKind.choices, empty_label=_("All")
    )
    actor_name = django_filters.CharFilter(label=_("E-mail of the person"), method="of_person")
    address = django_filters.CharFilter(label=_("Network address"), method="from_address")

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def of_person(
        self, queryset: QuerySet[AuditEntry], name: str, value: str
    ) -> QuerySet[AuditEntry]:
        return queryset.filter(actor_name=value.strip().lower())

    def from_address(
        self, queryset: QuerySet[AuditEntry], name: str, value: str
    ) -> QuerySet[AuditEntry]:
        return from_address(queryset, value.strip(), whole_platform=self.whole_platform)


class PlatformAuditFilterSet(AuditFilterSet):
    whole_platform = True

    store = django_filters.CharFilter(label=_("Store (its slug)"), method="of_store")

    def of_store(
        self, queryset: QuerySet[AuditEntry], name: str, value: Any
    ) -> QuerySet[AuditEntry]:
        found = Store.all_objects.filter(slug=value.strip().lower()).first()
        return queryset.filter(store_id=found.pk) if found else queryset.none()
