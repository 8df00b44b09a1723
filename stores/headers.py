"""Headers that tell browsers what a page may do: on every answer, errors and redirects included."""

from __future__ import annotations

from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

ADMIN_PREFIX = "/admin/"
MEDIA_PREFIX = "/media/"
REPORT_PATH = "/csp-report/"
REPORTS = "csp"

# A file is no page: it loads nothing and runs nothing. The styles are the browser's own, around a
# picture that is opened by itself.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

# What no page of ours asks a browser for. A package's script that does gets nothing, either.
PERMISSIONS_POLICY = ", ".join(
    [
        *(
            f"{name}=()"
            for name in (
                "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
                "encrypted-media", "geolocation", "gyroscope", "magnetometer", "microphone",
                "midi", "payment", "usb", "xr-spatial-tracking",
            )
        ),
        "fullscreen=(self)",
    ]
)  # fmt: skip

YEAR = 31_536_000
THREE_MONTHS = 7_776_000
HSTS = "Strict-Transport-Security"


class HeadersMiddleware:
    """Stands outside of everything, so that no answer goes out without these."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", resource_policy(request))
        if request.is_secure():
            headers.setdefault("Reporting-Endpoints", f'{REPORTS}="{REPORT_PATH}"')
        if HSTS in headers:
            headers[HSTS] = transport_security(request)
        return response


def resource_policy(request: HttpRequest) -> str:
    """Mails and previews of links show a store's pictures on other sites, and nothing else."""
    return "cross-origin" if request.path.startswith(MEDIA_PREFIX) else "same-origin"


def transport_security(request: HttpRequest) -> str:
    """What a browser is told to keep. The names below the platform's are ours, for good. The ones
    below a store's own domain are not, and the domain may move to somebody without TLS."""
    if is_platform_host(request.get_host().rsplit(":", 1)[0].rstrip(".").lower()):
        return f"max-age={YEAR}; includeSubDomains"
    return f"max-age={THREE_MONTHS}"


def is_platform_host(hostname: str) -> bool:
    domain = settings.PLATFORM_DOMAIN
    return hostname == domain or hostname.endswith(f".{domain}")


class PolicyMiddleware(CSPMiddleware):
    """django-csp with a policy for each part of the site and an address for complaints."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if is_download(response):
            response.headers["Content-Security-Policy"] = FILE_POLICY
        answer: HttpResponseBase = super().process_response(request, response)
        return answer

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if report_only:
            return parts
        if request.path.startswith(ADMIN_PREFIX):
            parts.replace = {**settings.ADMIN_CSP, **(parts.replace or {})}
        parts.update = {"report-uri": [REPORT_PATH], **(parts.update or {})}
        if request.is_secure():  # Browsers report so over TLS only, and then by this one alone.
            parts.update["report-to"] = [REPORTS]
        return parts


def is_download(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Disposition", "").startswith("attachment")
