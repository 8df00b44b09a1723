from __future__ import annotations

from typing import Any

from django.db.models import Model, ProtectedError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from wagtail.admin import messages


class ExplainedDeleteView:
    """A delete view that says why something cannot be deleted, instead of failing."""

    object: Model
    request: Any
    edit_url_name: str

    def explanation(self) -> str:
        raise NotImplementedError

    def obstacle(self) -> str:
        """What is known to stand in the way before trying; empty if nothing is."""
        return ""

    def form_valid(self, form: Any) -> HttpResponse:
        if obstacle := self.obstacle():
            return self.refuse(obstacle)
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ProtectedError:
            return self.refuse(self.explanation())

    def refuse(self, message: str) -> HttpResponse:
        messages.error(self.request, message)
        return HttpResponseRedirect(reverse(self.edit_url_name, args=[self.object.pk]))
