"""What browsers complain of: a page tried something that its policy forbids."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from stores.client_address import address_group, client_address
from stores.rate_limits import Limit, take

logger = logging.getLogger(__name__)

LARGEST = 16 * 1024
MOST_AT_ONCE = 10
LONGEST = 200
LIMIT = Limit("csp report", times=30, per=timedelta(minutes=10))
TYPES = ("application/csp-report", "application/reports+json", "application/json")

# A link of an order or of a new password is as good as the sign-in it stands for.
LIKE_A_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,}")

# The same facts have a name in each of the two formats.
NAMES = (
    ("page", ("document-uri", "documentURL")),
    ("directive", ("effective-directive", "effectiveDirective", "violated-directive")),
    ("blocked", ("blocked-uri", "blockedURL")),
    ("source", ("source-file", "sourceFile")),
    ("line", ("line-number", "lineNumber")),
)


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Logs a line for each complaint, and keeps nothing. Whoever sends anything else, too much or
    too often gets the same empty answer."""
    answer = HttpResponse(status=204)
    if request.content_type not in TYPES or length_of(request) > LARGEST:
        return answer
    if take(LIMIT, address_group(client_address(request))):
        return answer
    for violation in violations(request.read()):
        line = " ".join(f"{name}={clean(violation, keys)}" for name, keys in NAMES)
        logger.warning("Content-Security-Policy: %s", line)
    return answer


def length_of(request: HttpRequest) -> int:
    """As Django has read it off the header, and limits the body to."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else LARGEST + 1


def violations(body: bytes) -> Iterator[dict[str, Any]]:
    """One from ``report-uri``, a list of reports of all kinds from ``report-to``."""
    if len(body) > LARGEST:
        return
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return
    if isinstance(told, dict) and isinstance(told.get("csp-report"), dict):
        yield told["csp-report"]
    for report in told[:MOST_AT_ONCE] if isinstance(told, list) else []:
        if not isinstance(report, dict) or report.get("type") != "csp-violation":
            continue
        if isinstance(report.get("body"), dict):
            yield report["body"]


def clean(violation: dict[str, Any], keys: tuple[str, ...]) -> str:
    """One short word, and of an address no part that may be a secret."""
    value = next((violation[key] for key in keys if violation.get(key)), "-")
    if not isinstance(value, str | int):
        return "-"
    text = LIKE_A_TOKEN.sub("*", without_query(str(value)[: 10 * LONGEST]))
    return re.sub(r"[^!-~]", "_", text[:LONGEST])


def without_query(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "-"
    if parts.scheme not in ("http", "https"):
        return address.split(",")[0].split("?")[0].split("#")[0]
    host = parts.netloc.rsplit("@", 1)[-1]
    return f"{parts.scheme}://{host}{parts.path}"
