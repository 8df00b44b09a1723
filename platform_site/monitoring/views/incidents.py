from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from platform_site.control.views.base import HOME, ControlPage
from platform_site.monitoring.incidents import acknowledge, add_note
from platform_site.monitoring.models import Incident
from platform_site.monitoring.rules import BY_NAME, RULES
from platform_site.monitoring.selectors import incidents_with_store
from stores.scope import platform_scope

MONITORING = {"url": reverse_lazy("control:monitoring"), "label": gettext_lazy("Monitoring")}
INCIDENTS = {"url": reverse_lazy("control:incidents"), "label": gettext_lazy("Incidents")}


def title_of(incident: Incident) -> str:
    return str(BY_NAME[incident.rule].title) if incident.rule in BY_NAME else incident.rule


class StatusColumn(Column):
    cell_template_name = "platform_site/control/cells/incident_status.html"


class IncidentFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        method="by_state",
        choices=[("open", pgettext_lazy("incident", "Open")), ("closed", gettext_lazy("Closed"))],
        widget=forms.RadioSelect,
        empty_label=gettext_lazy("All"),
    )
    rule = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Kind"),
        choices=[(rule.name, rule.title) for rule in RULES],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Incident
        fields = ["state", "rule"]

    def by_state(self, incidents: QuerySet[Incident], name: str, value: str) -> QuerySet[Incident]:
        return incidents.filter(closed_at__isnull=value == "open")


class IncidentListView(BaseListingView):
    page_title = gettext_lazy("Incidents")
    header_icon = "warning"
    breadcrumbs_items = [HOME, MONITORING]
    template_name = "platform_site/control/store_list.html"
    index_url_name = "control:incidents"
    index_results_url_name = "control:incidents_results"
    filterset_class = IncidentFilterSet
    paginate_by = 25
    default_ordering = "-opened_at"
    verbose_name_plural = gettext_lazy("incidents")
    columns = [
        TitleColumn(
            "rule",
            label=gettext_lazy("Incident"),
            accessor=title_of,
            get_url=lambda incident: reverse("control:incident", args=[incident.pk]),
        ),
        Column("store", label=gettext_lazy("Store"), accessor="store.name"),
        Column("message", label=gettext_lazy("What"), classname="admin-wide"),
        DateColumn("opened_at", label=gettext_lazy("Opened"), sort_key="opened_at"),
        DateColumn(
            "closed_at",
            label=gettext_lazy("Closed"),
            sort_key="closed_at",
            classname="admin-wide",
        ),
        StatusColumn("status", label=gettext_lazy("Status"), accessor="is_open"),
    ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with platform_scope():
            return super().get(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[Incident]:
        return incidents_with_store()

    def order_queryset(self, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        return queryset.order_by(self.ordering, "-pk")

    def paginate_queryset(self, queryset: QuerySet[Incident], page_size: int) -> Any:
        """Loads the page's rows here, because the template is rendered in a narrower scope."""
        paginator, page, rows, has_others = super().paginate_queryset(queryset, page_size)
        page.object_list = list(rows)
        return paginator, page, page.object_list, has_others


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For the team: what you found, what you did."),
    )


def find_incident(pk: int) -> Incident:
    with platform_scope():
        incident = incidents_with_store().filter(pk=pk).first()
    if incident is None:
        raise Http404
    return incident


class IncidentView(ControlPage, FormView):
    """What happened, and a note to add."""

    template_name = "platform_site/control/monitoring/incident.html"
    header_icon = "warning"
    form_class = NoteForm
    kwargs: dict[str, Any]

    @cached_property
    def incident(self) -> Incident:
        return find_incident(self.kwargs["pk"])

    def get_page_title(self) -> str:
        return f"{title_of(self.incident)}: {self.incident.store.name}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, MONITORING, INCIDENTS, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            entries = list(self.incident.entries.select_related("author"))
        return super().get_context_data(
            **kwargs, incident=self.incident, entries=entries, may_change=self.may_change
        )

    @property
    def may_change(self) -> bool:
        return self.request.user.has_perm("stores.change_store")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change:
            messages.error(request, _("You may look at incidents, not write to them."))
            return redirect("control:incident", pk=self.incident.pk)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: NoteForm) -> HttpResponse:
        add_note(
            incident=self.incident,
            text=form.cleaned_data["text"],
            by=self.request.user,  # type: ignore[arg-type]
        )
        messages.success(self.request, _("The note is in the time line."))
        return redirect("control:incident", pk=self.incident.pk)

    def form_invalid(self, form: NoteForm) -> HttpResponse:
        messages.error(self.request, _("Nothing was added: see the field marked below."))
        return super().form_invalid(form)


class AcknowledgeView(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        incident = find_incident(pk)
        if acknowledge(incident=incident, by=request.user):  # type: ignore[arg-type]
            messages.success(request, _("You look after this incident."))
        else:
            messages.warning(request, _("It is closed, or somebody looks after it already."))
        return redirect("control:incident", pk=pk)
