from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog.forms.stock_notice import StockNoticeForm
from catalog.models import StockNotice, Variant
from catalog.selectors.translations import read_variants
from catalog.selectors.wishlist import TOKEN
from catalog.services.stock_notices import ask_notice, cancel_notices
from catalog.views.no_cache import for_one_visitor
from catalog.views.traps import TRAP, is_too_often, is_trapped
from stores.languages import storefront_language
from stores.rate_limits import Limit

NOTICES = Limit("stock notices", 10, timedelta(hours=1))


@for_one_visitor
@require_http_methods(["GET", "HEAD", "POST"])
def stock_notice(request: HttpRequest) -> HttpResponseBase:
    """Ask to be told when a variant is back: ``?variant=`` shows the form alone."""
    asked = (request.POST if request.method == "POST" else request.GET).get("variant", "")
    variant = variant_for_sale(asked)
    if request.method != "POST":
        return show(request, variant, StockNoticeForm(initial={"variant": asked}), 200)
    form = StockNoticeForm(request.POST)
    if is_trapped(request):
        return thank(request, variant)
    if not form.is_valid():
        return show(request, variant, form, 422)
    if is_too_often(request, NOTICES):
        form.add_error(None, _("You have asked for several products. Try again in an hour."))
        return show(request, variant, form, 429)
    language = storefront_language(request.store)  # type: ignore[attr-defined]
    try:
        ask_notice(variant=variant, email=form.cleaned_data["email"], language=language)
    except ValidationError as error:
        form.add_error(None, error)
        return show(request, variant, form, 422)
    return thank(request, variant)


def variant_for_sale(text: str) -> Variant:
    try:
        public_id = UUID(text)
    except ValueError:
        raise Http404("No such variant.") from None
    found = Variant.objects.filter(public_id=public_id, retired_at=None, product__live=True)
    variant = found.select_related("product").first()
    if variant is None:
        raise Http404("No such variant.")
    read_variants([variant])
    return variant


def show(
    request: HttpRequest, variant: Variant, form: StockNoticeForm, status: int
) -> HttpResponse:
    context: dict[str, Any] = {"variant": variant, "form": form, "trap": TRAP}
    return render(request, "catalog/stock_notice.html", context, status=status)


def thank(request: HttpRequest, variant: Variant) -> HttpResponseBase:
    messages.success(
        request,
        _("We write to you once, as soon as %(product)s is back.") % {"product": variant},
    )
    return redirect(f"{variant.product.get_absolute_url()}?variant={variant.public_id}")


@csrf_exempt  # Mail programs send it for their reader; the token in the address is the key.
@for_one_visitor
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_notice(request: HttpRequest, token: str) -> HttpResponseBase:
    """A POST forgets the address; a GET, which also scanners of mails send, only asks. Nobody
    learns whether a token was ever one."""
    known = TOKEN.fullmatch(token)
    notice = StockNotice.objects.filter(token=token).first() if known else None
    if request.method == "POST":
        if notice is not None:
            cancel_notices(notice)
        return render(request, "catalog/cancel_notice.html", {"notice": None})
    status = 200 if notice else 404
    return render(request, "catalog/cancel_notice.html", {"notice": notice}, status=status)
