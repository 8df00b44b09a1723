from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class PermittedMenuItem(MenuItem):
    """Shown on a store's own host to those who hold ``permission`` there; with ``feature`` only
    where the store has it."""

    def __init__(self, *args: Any, permission: str, feature: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission, self.feature = permission, feature

    def is_shown(self, request: HttpRequest) -> bool:
        store = request.store  # type: ignore[attr-defined]
        if store.is_platform or (self.feature and not store.has_feature(self.feature)):
            return False
        return request.user.has_perm(self.permission)
