"""How people, storage and domains of a store are counted."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from stores.models import Document, Domain, Image, Invitation, Membership
from stores.roles import SUPPORT
from stores.usage import Zones, count_by, counted


def people(zones: Zones = ()) -> Any:
    """Who works in the store, and who is invited by a link that still holds. Operators on a visit
    for support are no staff."""
    invited = Invitation.objects.filter(
        store=OuterRef("pk"), accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    return members(zones) + counted(invited)


def members(zones: Zones = ()) -> Any:
    """Each person once, whatever number of roles they hold."""
    working = Membership.objects.filter(store=OuterRef("pk")).exclude(group__name=SUPPORT)
    return counted(working, what=Count("user", distinct=True))


def storage(zones: Zones = ()) -> Any:
    """Bytes of the files as they were uploaded; the sizes made of a picture are the platform's."""
    return _bytes_of(Image.objects) + _bytes_of(Document.objects)


def _bytes_of(files: Any) -> Any:
    rows: QuerySet[Any] = files.filter(store=OuterRef("pk"))
    total = rows.order_by().values("store").annotate(n=Sum("file_size")).values("n")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), 0)


def own_domains(zones: Zones = ()) -> Any:
    """Also those that are not verified yet."""
    return counted(Domain.objects.filter(store=OuterRef("pk"), kind=Domain.Kind.CUSTOM))


def register() -> None:
    count_by("staff", people)
    count_by("storage", storage)
    count_by("domains", own_domains)
