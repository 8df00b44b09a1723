"""Addresses of Center Control below /admin/control/ on the control host."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.views.generic import RedirectView, View

from platform_site.control.access import operators_only
from platform_site.control.new_store.draft import NAMES, REVIEW
from platform_site.control.new_store.views import ReviewView, StartView, StepView
from platform_site.control.status_actions import ACTIONS
from platform_site.control.urls_domains import domain_urls, provider_urls
from platform_site.control.urls_jobs import job_urls
from platform_site.control.views.announcements import (
    AnnouncementCreateView,
    AnnouncementDeleteView,
    AnnouncementEditView,
    AnnouncementEndView,
    AnnouncementsView,
)
from platform_site.control.views.audit import ControlAuditDetailView, ControlAuditListView
from platform_site.control.views.dashboard import DashboardView
from platform_site.control.views.people import PeopleView, PersonActionView, PersonView
from platform_site.control.views.plans import (
    NearLimitsView,
    PlanCopyView,
    PlanCreateView,
    PlanDeleteView,
    PlanEditView,
    PlanMoveView,
    PlansView,
)
from platform_site.control.views.settings import SettingsView
from platform_site.control.views.store_create import StoreCreatedView
from platform_site.control.views.store_detail import StoreDetailView
from platform_site.control.views.store_edit import StoreEditView
from platform_site.control.views.store_list import StoreListView
from platform_site.control.views.store_plan import (
    ChangePlanView,
    EndOverrideView,
    OverrideView,
    TrialView,
)
from platform_site.control.views.store_status import (
    MaintenanceView,
    StoreStatusView,
    SuspensionView,
)
from platform_site.control.views.store_template import StoreTemplateView
from platform_site.control.views.support import EndSupportView, SupportView
from platform_site.control.views.team import team_urls
from platform_site.monitoring.urls import monitoring_urls
from platform_site.reporting.views.rates import RatesView
from platform_site.reporting.views.store_figures import StoreFiguresView

app_name = "control"


def route(where: str, view: type[View], permission: str, name: str, **initial: Any) -> URLPattern:
    guarded = operators_only(permission)(view.as_view(**initial))
    return path(where, guarded, name=name)


LOOK, ADD, CHANGE = "stores.view_store", "stores.add_store", "stores.change_store"
SUPPORT, AUDIT = "stores.add_supportaccess", "stores.view_auditentry"
PEOPLE = "stores.change_user"
ANNOUNCE, SETTINGS = "stores.change_announcement", "stores.change_platformsettings"

PLANS = "stores.change_plan"

# What the control host answers on /admin/, in place of Wagtail's dashboard.
dashboard = operators_only(LOOK)(DashboardView.as_view())

# No slug has an underscore, so no store is ever shadowed by one of these.
urlpatterns: list[URLPattern] = [
    route("", RedirectView, LOOK, "home", pattern_name="wagtailadmin_home"),
    route("stores/", StoreListView, LOOK, "stores"),
    route("stores/search_results/", StoreListView, LOOK, "stores_results", results_only=True),
    route("stores/create_store/", StartView, ADD, "store_create"),
    *(
        route(f"stores/create_store/{name}/", StepView, ADD, f"new_store_{name}", step=name)
        for name in NAMES
        if name != REVIEW
    ),
    route("stores/create_store/review/", ReviewView, ADD, "new_store_review"),
    route("stores/<slug:slug>/", StoreDetailView, LOOK, "store"),
    route("stores/<slug:slug>/created/", StoreCreatedView, ADD, "store_created"),
    route("stores/<slug:slug>/template/", StoreTemplateView, CHANGE, "store_template"),
    route("stores/<slug:slug>/edit/", StoreEditView, CHANGE, "store_edit"),
    route("stores/<slug:slug>/suspension/", SuspensionView, CHANGE, "store_suspension"),
    route("stores/<slug:slug>/maintenance/", MaintenanceView, CHANGE, "store_maintenance"),
    route("announcements/", AnnouncementsView, ANNOUNCE, "announcements"),
    route("announcements/new/", AnnouncementCreateView, ANNOUNCE, "announcement_new"),
    route("announcements/<int:pk>/", AnnouncementEditView, ANNOUNCE, "announcement"),
    route("announcements/<int:pk>/end/", AnnouncementEndView, ANNOUNCE, "announcement_end"),
    route(
        "announcements/<int:pk>/delete/", AnnouncementDeleteView, ANNOUNCE, "announcement_delete"
    ),
    route("settings/", SettingsView, SETTINGS, "settings"),
    route("stores/<slug:slug>/plan/", ChangePlanView, CHANGE, "store_plan"),
    route("stores/<slug:slug>/trial/", TrialView, CHANGE, "store_trial"),
    route("stores/<slug:slug>/override/", OverrideView, CHANGE, "store_override"),
    route("stores/<slug:slug>/override/end/", EndOverrideView, CHANGE, "store_override_end"),
    route("plans/", PlansView, PLANS, "plans"),
    route("plans/create/", PlanCreateView, PLANS, "plan_create"),
    route("plans/near_limits/", NearLimitsView, LOOK, "near_limits"),
    route("plans/<int:pk>/", PlanEditView, PLANS, "plan"),
    route("plans/<int:pk>/copy/", PlanCopyView, PLANS, "plan_copy"),
    route("plans/<int:pk>/delete/", PlanDeleteView, PLANS, "plan_delete"),
    route("plans/<int:pk>/move/", PlanMoveView, PLANS, "plan_move"),
    route("stores/<slug:slug>/figures/", StoreFiguresView, LOOK, "store_figures"),
    route("rates/", RatesView, CHANGE, "rates"),
    route("people/", PeopleView, PEOPLE, "people"),
    route("people/<int:pk>/", PersonView, PEOPLE, "person"),
    route("people/<int:pk>/<slug:action>/", PersonActionView, PEOPLE, "person_action"),
    route("audit/", ControlAuditListView, AUDIT, "audit"),
    route("audit/results/", ControlAuditListView, AUDIT, "audit_results", results_only=True),
    route("audit/<int:pk>/", ControlAuditDetailView, AUDIT, "audit_entry"),
    route("stores/<slug:slug>/support/", SupportView, SUPPORT, "support"),
    route("stores/<slug:slug>/support/<int:pk>/end/", EndSupportView, SUPPORT, "support_end"),
]
urlpatterns[:0] = job_urls  # Before a store of that slug.
urlpatterns += team_urls
urlpatterns += domain_urls + provider_urls
urlpatterns += monitoring_urls
for action in ACTIONS:
    urlpatterns.append(
        path(
            f"stores/<slug:slug>/{action}/",
            operators_only(CHANGE)(StoreStatusView.as_view()),
            {"action": action},
            name=f"store_{action}",
        )
    )
