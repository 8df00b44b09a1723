from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stores.fonts import face_of
from stores.looks.tokens import tokens
from stores.models import Branding


@require_safe
def theme(request: HttpRequest, generation: int) -> HttpResponse:
    """A store's colours, fonts and corners as custom properties."""
    return keep(style_sheet(request), request, generation)


@require_safe
def preview_theme(request: HttpRequest) -> HttpResponse:
    """Of a look that is not published, for whom ``LookPreviewMiddleware`` lets see it."""
    if not hasattr(request, "look_preview"):
        raise Http404
    return style_sheet(request)


def style_sheet(request: HttpRequest) -> HttpResponse:
    branding: Branding = request.store.branding  # type: ignore[attr-defined]
    heading, body = face_of(branding.heading_font), face_of(branding.body_font)
    return render(
        request,
        "stores/theme.css",
        {
            "branding": branding,
            "tokens": tokens(branding),
            "heading": heading,
            "body": body,
            "faces": [heading] if heading == body else [heading, body],
        },
        content_type="text/css; charset=utf-8",
    )


def keep(response: HttpResponse, request: HttpRequest, generation: int) -> HttpResponse:
    """An address that names the store's present generation may be kept for ever: what comes next
    has another. Any other number could be one that is still to come, and would pin this answer."""
    is_present = generation == request.store.generation.value  # type: ignore[attr-defined]
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_present else "no-cache"
    return response
