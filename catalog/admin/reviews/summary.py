from __future__ import annotations

from typing import Any

from wagtail.admin.site_summary import SummaryItem

from catalog.models import Review


class WaitingReviewsItem(SummaryItem):
    """On the dashboard while there are reviews to look at."""

    order = 200
    template_name = "catalog/admin/summary_reviews.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"count": Review.objects.filter(status=Review.Status.WAITING).count()}

    def is_shown(self) -> bool:
        return self.request.user.has_perm("catalog.change_review")
