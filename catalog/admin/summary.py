from __future__ import annotations

from typing import Any

from wagtail.admin.site_summary import SummaryItem

from catalog.models import Product


class LiveProductsItem(SummaryItem):
    order = 300
    template_name = "catalog/admin/summary_products.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"count": Product.objects.filter(live=True).count()}

    def is_shown(self) -> bool:
        return self.request.user.has_perm("catalog.view_product")
