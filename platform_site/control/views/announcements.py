from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from platform_site.control.announcement_form import AUDIENCES, STATUSES, AnnouncementForm
from platform_site.control.views.base import HOME, ControlPage
from stores.models import Announcement, Plan, Store, StoreAnnouncement
from stores.scope import platform_scope
from stores.services.announce import announce, delete_announcement, end_announcement

LIST = {"url": reverse_lazy("control:announcements"), "label": gettext_lazy("Announcements")}


def with_counts() -> QuerySet[Announcement]:
    """With ``stores`` that have a copy and ``mailed`` of them. One query."""
    copies = (
        StoreAnnouncement.objects.filter(announcement_key=OuterRef("pk"))
        .order_by()
        .values("announcement_key")
    )
    return Announcement.objects.annotate(
        stores=Coalesce(
            Subquery(copies.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
        ),
        mailed=Coalesce(
            Subquery(
                copies.annotate(n=Count("mailed_at")).values("n"), output_field=IntegerField()
            ),
            0,
        ),
    )


def state_of(announcement: Announcement) -> tuple[str, str]:
    """A code for its looks, and the word."""
    now = timezone.now()
    if announcement.ends_at is not None and announcement.ends_at <= now:
        return "ended", _("Ended")
    if announcement.published_at is None:
        return "waiting", _("On its way")
    if announcement.starts_at > now:
        return "planned", _("Planned")
    return "current", _("Current")


def audience_words(audience: dict[str, Any], plans: dict[str, str]) -> str:
    if not audience:
        return _("All stores")
    kind, values = next(iter(audience.items()))
    names = {**plans, **dict(Store.Status.choices)} if kind != "stores" else {}
    shown = ", ".join(str(names.get(value, value)) for value in values[:5])
    more = f" (+{len(values) - 5})" if len(values) > 5 else ""
    label = _("Status") if kind == STATUSES else dict(AUDIENCES)[kind]
    return f"{label}: {shown}{more}"


class AnnouncementPage(ControlPage):
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, LIST, {"url": "", "label": self.get_page_title()}]


class AnnouncementsView(AnnouncementPage, ListView):
    """The newest first."""

    page_title = gettext_lazy("Announcements")
    template_name = "platform_site/control/announcements.html"
    paginate_by = 25

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, {"url": "", "label": self.get_page_title()}]

    def get_queryset(self) -> QuerySet[Announcement]:
        return with_counts()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with platform_scope():
            return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        plans = dict(Plan.objects.values_list("code", "name"))
        context["rows"] = [
            (one, *state_of(one), audience_words(one.audience, plans))
            for one in context["object_list"]
        ]
        return context

    def get_header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(
                _("Write an announcement"),
                url=reverse("control:announcement_new"),
                icon_name="plus",
            )
        ]


class AnnouncementFormView(AnnouncementPage, FormView):
    form_class = AnnouncementForm
    template_name = "platform_site/control/announcement_form.html"

    def instance(self) -> Announcement | None:
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.instance()}

    def get_form(self, form_class: Any = None) -> AnnouncementForm:
        with platform_scope():
            form: AnnouncementForm = super().get_form(form_class)
            if form.is_bound:
                form.full_clean()  # Looks at the stores it is for.
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, announcement=self.instance())

    def form_valid(self, form: AnnouncementForm) -> HttpResponse:
        announce(announcement=form.save(commit=False))
        messages.success(
            self.request, _("“%(title)s” is on its way.") % {"title": form.instance.title}
        )
        return redirect("control:announcements")

    def form_invalid(self, form: AnnouncementForm) -> HttpResponse:
        messages.error(self.request, _("Nothing was saved: see the fields marked below."))
        return super().form_invalid(form)


class AnnouncementCreateView(AnnouncementFormView):
    page_title = gettext_lazy("Write an announcement")


class ExistingAnnouncement(AnnouncementPage):
    kwargs: dict[str, Any]

    @cached_property
    def announcement(self) -> Announcement:
        with platform_scope():
            found = Announcement.objects.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return self.announcement.title


class AnnouncementEditView(ExistingAnnouncement, AnnouncementFormView):
    def instance(self) -> Announcement:
        return self.announcement

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code, _label = state_of(self.announcement)
        return super().get_context_data(**kwargs, may_end=code != "ended")


class AnnouncementEndView(ExistingAnnouncement, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if end_announcement(announcement=self.announcement):
            words = _("“%(title)s” has ended: no store shows it any more.")
            messages.success(request, words % {"title": self.announcement.title})
        else:
            messages.warning(request, _("This announcement had ended already."))
        return redirect("control:announcements")


class AnnouncementDeleteView(ExistingAnnouncement, TemplateView):
    template_name = "platform_site/control/announcement_delete.html"

    def get_page_title(self) -> str:
        return _("Delete “%(title)s”") % {"title": self.announcement.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with platform_scope():
            copies = StoreAnnouncement.objects.filter(announcement_key=self.announcement.pk)
            count = copies.count()
        return super().get_context_data(**kwargs, announcement=self.announcement, store_count=count)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            delete_announcement(announcement=self.announcement)
        except Announcement.DoesNotExist:
            raise Http404 from None
        messages.success(request, _("“%(title)s” is deleted.") % {"title": self.announcement.title})
        return redirect("control:announcements")
