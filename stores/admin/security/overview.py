from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from stores.admin.security.base import SecurityScreen
from stores.admin.security.devices import device_in_words
from stores.models import Session
from stores.services.end_session import session_name
from stores.sign_in.second_factor import (
    FEW_LEFT,
    recovery_codes_left,
    second_factor_of,
)


class SecurityView(SecurityScreen, TemplateView):
    """Password, second factor, and the devices where the person is signed in at this store."""

    template_name = "stores/security/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left = recovery_codes_left(self.person)
        return super().get_context_data(
            **kwargs,
            factor=second_factor_of(self.person),
            codes_left=left,
            few_codes_left=left <= FEW_LEFT,
            is_required=self.request.store.asks_second_factor,  # type: ignore[attr-defined]
            sessions=self.sessions(),
        )

    def sessions(self) -> list[dict[str, Any]]:
        """The one that is looked at first, then by when they were last seen."""
        here = self.request.session.session_key
        rows = Session.objects.filter(user=self.person, expire_date__gt=timezone.now())
        found = [
            {
                "name": session_name(row.session_key),
                "device": device_in_words(row.user_agent),
                "address": row.address,
                "created_at": row.created_at,
                "last_seen_at": row.last_seen_at,
                "is_here": row.session_key == here,
            }
            for row in rows.order_by("-last_seen_at")
        ]
        return sorted(found, key=lambda session: not session["is_here"])
