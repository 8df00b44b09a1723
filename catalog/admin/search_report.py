"""What shoppers look for, and what of it they do not find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Sum
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from catalog.models import SearchTerm
from stores.admin.menu import PermittedMenuItem
from stores.models import Store

VIEW = "catalog.view_searchterm"
PERIODS = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days"), "365": _("A year")}
DEFAULT = "30"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Searched:
    term: str
    language: str
    times: int
    last: date
    found: int


@dataclass(frozen=True, slots=True)
class Report:
    searches: int
    different: int
    missed: int
    """Searches whose word found nothing the last time."""
    top: list[Searched]
    without_result: list[Searched]

    @property
    def missed_share(self) -> int:
        """In percent."""
        return round(100 * self.missed / self.searches) if self.searches else 0


def make_report(store: Store, days: int) -> Report:
    since = today_of(store) - timedelta(days=days - 1)
    rows = SearchTerm.objects.filter(store_id=store.pk, day__gte=since)
    latest = (
        SearchTerm.objects.filter(store_id=store.pk, day__gte=since)
        .order_by("term", "language", "-day")
        .distinct("term", "language")
        .values_list("term", "language", "found")
    )
    found = {(term, language): number for term, language, number in latest}
    added = rows.order_by().values_list("term", "language")
    terms = [
        Searched(term, language, times, last, found.get((term, language), 0))
        for term, language, times, last in added.annotate(times=Sum("searches"), last=Max("day"))
    ]
    terms.sort(key=lambda one: (-one.times, one.term))
    missed = [one for one in terms if not one.found]
    totals = rows.aggregate(searches=Sum("searches"), different=Count("term", distinct=True))
    return Report(
        totals["searches"] or 0,
        totals["different"],
        sum(one.times for one in missed),
        terms[:SHOWN],
        missed[:SHOWN],
    )


def today_of(store: Store) -> date:
    return timezone.now().astimezone(ZoneInfo(store.time_zone)).date()


class SearchReportView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "catalog/admin/search_report.html"
    page_title = _("Search")
    header_icon = "search"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.store.is_platform:  # type: ignore[attr-defined]
            raise Http404
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period = self.request.GET.get("period", DEFAULT)
        period = period if period in PERIODS else DEFAULT
        return super().get_context_data(
            report=make_report(self.request.store, int(period)),  # type: ignore[attr-defined]
            period=period,
            periods=PERIODS.items(),
            **kwargs,
        )


SEARCH_MENU = PermittedMenuItem(
    _("Search"),
    reverse_lazy("search_report"),
    permission=VIEW,
    name="search-report",
    icon_name="search",
    order=100,
)


def search_report_url() -> list[URLPattern]:
    return [path("reports/search/", SearchReportView.as_view(), name="search_report")]
