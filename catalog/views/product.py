from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.selectors.product_page import find_product, product_context


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    shown = find_product(slug)
    if shown is None or not shown.sellable_variants():
        raise Http404("No such product.")
    context = product_context(shown, variant_id=request.GET.get("variant"))
    return render(request, "catalog/product.html", context)
