from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy

from stores.models import BasePage, User
from stores.scope import owner_id

EXPLORE_ACTIONS = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}


class StorePagePermissionPolicy(PagePermissionPolicy):
    """Page permissions are granted once, at the tree's root, to roles that serve every store;
    what a person explores with them begins at the home page of the store they are in."""

    def explorable_root_instance(self, user: Any) -> BasePage | None:
        name = self._explorable_root_instance_cache_name
        if not hasattr(user, name):
            setattr(user, name, self._home_of(user))
        return getattr(user, name)

    def explorable_instances(self, user: Any) -> QuerySet[BasePage]:
        home = self.explorable_root_instance(user)
        if home is None:
            return self.model._default_manager.none()
        return self.model._default_manager.descendant_of(home, inclusive=True)

    def _home_of(self, user: User) -> BasePage | None:
        store_id = owner_id()
        if not store_id or not self.user_has_any_permission(user, EXPLORE_ACTIONS):
            return None
        return BasePage.objects.filter(depth=2, store_id=store_id).first()
