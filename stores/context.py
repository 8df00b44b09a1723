from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def store(request: HttpRequest) -> dict[str, Any]:
    """``store`` and ``branding`` for every template; nothing here asks the database."""
    current = getattr(request, "store", None)
    return {"store": current, "branding": getattr(current, "branding", None)}
