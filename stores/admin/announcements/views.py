from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from stores.models import AnnouncementDismissal, StoreAnnouncement


class DismissView(View):
    """Somebody has read an announcement: it is put away for them, and for nobody else."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        announcement = get_object_or_404(StoreAnnouncement, pk=pk)
        person: Any = request.user
        AnnouncementDismissal.objects.get_or_create(announcement=announcement, user=person)
        return redirect(self.way_back())

    def way_back(self) -> str:
        target = self.request.POST.get("next", "")
        is_here = url_has_allowed_host_and_scheme(
            target, {self.request.get_host()}, require_https=self.request.is_secure()
        )
        return target if is_here else reverse("wagtailadmin_home")
