from __future__ import annotations

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator

MOST = 2_000


class CappedPaginator(WagtailPaginator):
    """Counts no further than the last page that anybody turns to: counting a million rows takes
    longer than showing fifty of them."""

    @cached_property
    def counted(self) -> int:
        return self.object_list.order_by()[: MOST + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self.counted, MOST)

    @property
    def has_more(self) -> bool:
        return self.counted > MOST

    @cached_property
    def items_count_label(self) -> str:
        if not self.has_more:
            return super().items_count_label
        return _("The newest %(count)s entries; choose dates for older ones") % {"count": MOST}
