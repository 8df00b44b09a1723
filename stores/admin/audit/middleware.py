from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from stores.services.record_audit import record_audit


class ExportAuditMiddleware:
    """Writes down who took which list along: whatever the admin sends as a file to keep, Wagtail's
    lists and our own, now and in screens to come."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_export(request, response):
            query = request.GET.copy()
            query.pop("export", None)
            record_audit(
                action="export.made",
                object_name=file_name(response),
                after={"list": request.path, **({"filter": query.urlencode()} if query else {})},
            )
        return response


def is_export(request: HttpRequest, response: HttpResponseBase) -> bool:
    return (
        request.path.startswith("/admin/")
        and response.status_code == 200
        and response.headers.get("Content-Disposition", "").startswith("attachment")
    )


def file_name(response: HttpResponseBase) -> str:
    return response.headers["Content-Disposition"].partition("filename=")[2].strip('"; ')
