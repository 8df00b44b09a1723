from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stores.looks.colours import readable_on, readable_under_white
from stores.looks.logo import PLATES
from stores.models import Branding
from stores.views.theme import keep

LIGHTEST_SURFACE = "#333333"
"""Of the admin's dark mode, that links and buttons stand on."""


@require_safe
def admin_theme(request: HttpRequest, generation: int) -> HttpResponse:
    """The store's accent in its admin, for the page that signs people in, too: hence an address
    outside of the admin's."""
    branding: Branding = request.store.branding  # type: ignore[attr-defined]
    accent = branding.accent
    response = render(
        request,
        "stores/admin/theme.css",
        # The side bar is the darkest surface of the admin; buttons and links are lighter.
        {
            "primary": readable_under_white(accent, at_least=10),
            "secondary": readable_under_white(accent),
            "behind_logo": PLATES.get(branding.logo_picture.get("plate"), branding.background),
            "light": readable_on(LIGHTEST_SURFACE, accent),
        },
        content_type="text/css; charset=utf-8",
    )
    return keep(response, request, generation)
