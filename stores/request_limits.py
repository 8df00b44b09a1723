from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

ADMIN_PREFIX = "/admin/"


# In characters. The longest of ours are pages in folders of pages; what is longer is no address,
# and a number in it could be too long even to be read.
LONGEST_PATH = 2_000


class RequestLimitsMiddleware:
    """Refuses what is too large before a byte of it is read.

    Django limits forms' fields and not their files, which it would write to the disk, also for a
    stranger and where no file is asked for. A body of which nobody tells the length is none to it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if len(request.path) > LONGEST_PATH:
            return refusal(414, _("This address is too long."))
        limit = largest_body(request)
        if length_of(request) > limit:
            most = filesizeformat(limit)
            return refusal(413, _("This is more than can be sent at once (%s).") % most)
        return self.get_response(request)


def largest_body(request: HttpRequest) -> int:
    """In bytes. Files are uploaded in the admin, one a request; a store's archive on the control
    host alone, to a view that asks who sends it before it reads."""
    path, host = request.path, request.META.get("HTTP_HOST", "").rpartition(":")
    if path == settings.ARCHIVE_UPLOAD_PATH and settings.CONTROL_HOST in (host[0], host[2]):
        return int(settings.LARGEST_ARCHIVE)
    if path.startswith(ADMIN_PREFIX):
        return int(settings.LARGEST_UPLOAD)
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def length_of(request: HttpRequest) -> int:
    """As Django reads it off the header; what is no number is no body to it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def refusal(status: int, message: str) -> HttpResponse:
    return HttpResponse(
        f"{status} {message}\n", content_type="text/plain; charset=utf-8", status=status
    )
