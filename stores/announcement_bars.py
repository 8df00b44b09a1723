"""Which bars stand above a visitor's pages, and which they have closed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from stores.models import AnnouncementBar
from stores.models.store import touch_generation
from stores.scope import platform_scope, store_scope

COOKIE = "closed-bars"
REMEMBERED = 20
"""So many closed bars at most; the oldest are forgotten."""
YEAR = 31_536_000


def closed_bars(request: HttpRequest | None) -> list[str]:
    value = request.COOKIES.get(COOKIE, "") if request is not None else ""
    return [key for key in value.split(".") if key][-REMEMBERED:]


def remember_closed(request: HttpRequest, response: HttpResponse, key: str) -> None:
    keys = [*(k for k in closed_bars(request) if k != key), key][-REMEMBERED:]
    response.set_cookie(
        COOKIE,
        ".".join(keys),
        max_age=YEAR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def shown_bars(
    bars: Iterable[AnnouncementBar], request: HttpRequest | None, language: str
) -> list[AnnouncementBar]:
    """Those of ``bars`` that this visitor sees now, in their order."""
    now, closed = timezone.now(), set(closed_bars(request))
    return [
        bar
        for bar in bars
        if bar.state(now) == "shown"
        and bar.language in ("", language)
        and not (bar.is_dismissible and bar.key in closed)
    ]


def notice_bars() -> int:
    """Raise the generation of stores where a bar has begun or ended since it was last noticed, so
    that no page that was kept shows it wrongly. Returns how many bars. Safe to repeat."""
    now = timezone.now()
    begun = Q(starts_at__lte=now, starts_at__gt=F("noticed_at"))
    ended = Q(ends_at__lte=now, ends_at__gt=F("noticed_at"))
    with platform_scope():
        found = list(AnnouncementBar.objects.filter(begun | ended).values_list("store_id", "pk"))
    for store_id in sorted({store_id for store_id, _pk in found}):
        ids = [pk for owner, pk in found if owner == store_id]
        with store_scope(store_id):
            AnnouncementBar.objects.filter(pk__in=ids).update(noticed_at=now)
            touch_generation(store_id)
    return len(found)
