from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.users.models import UserProfile

from stores.checklist import GO_LIVE, Line, checklist
from stores.models import Store


class ChecklistPanel(Component):
    """What is left to do until the shop is ready. Gone when all is done, or when somebody does not
    want to see it any more."""

    name = "checklist"
    template_name = "stores/checklist/panel.html"
    order = 20

    class Media:
        css = {"all": ["stores/admin/checklist.css"]}

    def __init__(self, store: Store, lines: list[Line]) -> None:
        self.store, self.lines = store, lines

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        done = [line for line in self.lines if line.is_done]
        return {
            "lines": [line for line in self.lines if line.item.key != GO_LIVE],
            "go_live": next((line for line in self.lines if line.item.key == GO_LIVE), None),
            "done": len(done),
            "total": len(self.lines),
            "is_pending": self.store.status == Store.Status.PENDING,
            "csrf_token": parent_context.get("csrf_token"),
        }


def panel_for(request: HttpRequest) -> ChecklistPanel | None:
    store: Store = request.store  # type: ignore[attr-defined]
    if store.is_platform or is_dismissed(request.user, store):
        return None
    lines = checklist(store, request.user)
    if all(line.is_done for line in lines):
        return None
    return ChecklistPanel(store, lines)


def dismissal(store: Store) -> str:
    """Where Wagtail keeps what a person does not want to see, a key for each store."""
    return f"checklist-{store.pk}"


def is_dismissed(user: Any, store: Store) -> bool:
    profile = getattr(user, "wagtail_userprofile", None)
    return bool(profile and profile.dismissibles.get(dismissal(store)))


def dismiss(user: Any, store: Store) -> None:
    """For this person, at this store. Twice is as once."""
    profile = UserProfile.get_for_user(user)
    profile.dismissibles[dismissal(store)] = True
    profile.save(update_fields=["dismissibles"])
