from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem


class StoresMenuItem(MenuItem):
    """Shown on the control host alone. The address is looked up in that host's urlconf, because
    Wagtail makes its menu items once, in whichever request comes first."""

    def __init__(self) -> None:
        super().__init__(
            _("Stores"),
            reverse("control:stores", urlconf=settings.CONTROL_URLCONF),
            name="control-stores",
            icon_name="store",
            order=10,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return is_control(request) and request.user.has_perm("stores.view_store")


def is_control(request: HttpRequest) -> bool:
    store = getattr(request, "store", None)
    return store is not None and store.is_platform
