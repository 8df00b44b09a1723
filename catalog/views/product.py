from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.forms.review import ReviewForm
from catalog.forms.stock_notice import StockNoticeForm
from catalog.selectors.product_page import find_product, product_context
from catalog.selectors.translations import to_its_address, told_in_languages
from catalog.views.recent import note_viewed
from catalog.views.traps import TRAP


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    store = request.store  # type: ignore[attr-defined]
    shown = find_product(slug, store)
    if shown is None or not shown.sellable_variants():
        raise Http404("No such product.")
    if elsewhere := to_its_address(request, shown):
        return elsewhere
    told_in_languages(request, shown)
    context = {
        **product_context(shown, store=store, variant_id=request.GET.get("variant")),
        "review_form": ReviewForm(),
        "notice_form": StockNoticeForm(auto_id="notice_%s"),
        "trap": TRAP,
    }
    response = render(request, "catalog/product.html", context)
    note_viewed(request, response, shown.public_id)
    return response
