from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.widgets.button import HeaderButton

from commerce.selectors.onboarding import onboarding_of
from platform_site.control.status_actions import actions_for
from platform_site.control.status_figures import status_history
from platform_site.control.views.base import StorePage
from platform_site.control.views.store_gone import TellsOfErased
from platform_site.control.views.store_plan import plan_context
from platform_site.monitoring.selectors import store_monitoring
from stores.scope import platform_scope
from stores.selectors.domains import states_of


class StoreDetailView(TellsOfErased, StorePage, TemplateView):
    template_name = "platform_site/control/store_detail.html"

    def get_page_title(self) -> str:
        return self.store_record.name

    def path_to_here(self) -> list[dict[str, Any]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        slug = self.store_record.slug
        actions = [
            (reverse(f"control:store_{name}", args=[slug]), action)
            for name, action in actions_for(self.store_record)
        ]
        with platform_scope():
            history = status_history(self.store_record)
            onboarding = onboarding_of(self.store_record)
            monitoring = store_monitoring(self.store_record)
        return super().get_context_data(
            **kwargs,
            **plan_context(self.store_record),
            actions=actions,
            domain_states=states_of(self.detail.domains),
            onboarding=onboarding,
            history=history,
            monitoring=monitoring,
        )

    def get_header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(
                _("Edit"),
                url=reverse("control:store_edit", args=[self.store_record.slug]),
                icon_name="edit",
            )
        ]
