from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.mixins import Echo
from wagtail.admin.widgets.button import HeaderButton

from platform_site.control.views.base import StorePage
from platform_site.reporting.periods import chosen
from platform_site.reporting.present import (
    funnel,
    period_choices,
    sales_figures,
    sales_tiles,
    store_rows,
)
from platform_site.reporting.selectors import StoreReport, store_report
from stores.scope import platform_scope


class StoreFiguresView(StorePage, TemplateView):
    """What one store sold, in its own currency and days."""

    template_name = "platform_site/reporting/store_figures.html"
    page_title = gettext_lazy("Figures")
    header_icon = "view"

    @cached_property
    def report(self) -> StoreReport:
        store = self.store_record
        today = timezone.now().astimezone(ZoneInfo(store.time_zone)).date()
        with platform_scope():
            return store_report(store, chosen(self.request.GET, today))

    def get(  # type: ignore[override]
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if request.GET.get("export") == "csv":
            return self.as_csv()
        return super().get(request, *args, **kwargs)

    def as_csv(self) -> HttpResponseBase:
        name = f"figures-{self.store_record.slug}-{self.report.period.last}.csv"
        return StreamingHttpResponse(
            csv_lines(self.report),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.report
        return super().get_context_data(
            **kwargs,
            report=report,
            periods=period_choices(report.period, self.url),
            tiles=[
                *sales_tiles(report.total, report.total_before, report.currency, _("Revenue")),
            ],
            figures=sales_figures(report.spans, report.spans_before, report.currency, _("Revenue")),
            funnel=funnel(report.total),
        )

    @property
    def url(self) -> str:
        return reverse("control:store_figures", args=[self.store_record.slug])

    def get_header_buttons(self) -> list[HeaderButton]:
        days = self.report.period.days
        return [
            HeaderButton(_("CSV"), url=f"{self.url}?period={days}&export=csv", icon_name="download")
        ]


def csv_lines(report: StoreReport) -> Iterator[bytes]:
    """Nothing that somebody typed is in it."""
    writer = csv.writer(Echo())
    yield writer.writerow(
        [
            _("From"), _("Until"), _("Currency"), _("Orders"), _("Items"), _("Revenue"),
            _("Refunds"), _("New customers"), _("Visitors"), _("Carts"), _("Check-outs"),
            _("Buyers"),
        ]
    )  # fmt: skip
    for row in store_rows(report):
        yield writer.writerow(row)
