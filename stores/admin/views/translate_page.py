"""A page in a further language of the store: a copy as a draft, to be translated."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Locale

from stores.languages import further_languages, own_name
from stores.models import BasePage, Store, User
from stores.services.languages import translate_page


@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, page_id: int, language: str) -> HttpResponse:
    page = get_object_or_404(BasePage, pk=page_id).specific
    if not user_may_translate(page, request.user):
        raise PermissionDenied
    if page.depth <= 2 or language not in missing_languages(page):
        raise Http404("The page is in this language already, or the store is not.")
    if request.method != "POST":
        context = {"page": page, "language": own_name(language)}
        return render(request, "stores/admin/translate_page.html", context)
    with transaction.atomic():
        locale = Locale.objects.get(language_code=language)
        copy = translate_page(page=page, locale=locale, user=cast("User", request.user))
    messages.success(
        request, _("Here is a copy of the page. Write it in the language; then publish.")
    )
    return redirect("wagtailadmin_pages:edit", copy.pk)


def user_may_translate(page: BasePage, user: Any) -> bool:
    return bool(page.permissions_for_user(user).can_edit())


def missing_languages(page: BasePage) -> list[str]:
    """Those of the store that the page is not in; a store in one language asks nothing."""
    if not further_languages():
        return []
    there = page.get_translations(inclusive=True).values_list("locale__language_code", flat=True)
    known = set(there)
    store: Store = page.store
    return [language for language in store.all_languages if language not in known]
