from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from stores.announcement_bars import remember_closed
from stores.models import AnnouncementBar


@csrf_exempt  # It changes nothing but a cookie of the visitor's own.
@require_POST
def close(request: HttpRequest, key: str) -> HttpResponse:
    """Remember in the visitor's browser that they have closed a bar, and go back to the page."""
    pk = key.partition("-")[0]
    bar = AnnouncementBar.objects.filter(pk=int(pk)).first() if is_number(pk) else None
    if bar is None or bar.key != key or not bar.is_dismissible:
        raise Http404
    response = HttpResponseRedirect(page_before(request))
    remember_closed(request, response, key)
    return response


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def page_before(request: HttpRequest) -> str:
    """Only a page of this store."""
    referer = request.headers.get("Referer", "")
    hosts = {request.get_host()}
    is_own = url_has_allowed_host_and_scheme(referer, hosts, require_https=request.is_secure())
    return referer if is_own else "/"
