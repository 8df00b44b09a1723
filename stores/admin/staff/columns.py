from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from stores.models import Invitation
from stores.roles import role_name
from stores.selectors.staff import Member


class PersonColumn(TitleColumn):
    cell_template_name = "stores/staff/person_cell.html"


class InvitationColumn(Column):
    """With what can be done about it; addresses come from the view that made the table."""

    cell_template_name = "stores/staff/invitation_cell.html"

    def __init__(self, *args: Any, url: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.url = url

    def get_cell_context_data(self, instance: Invitation, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["csrf_token"] = parent_context.get("csrf_token")
        context["resend_url"] = self.url("resend", instance.public_id)
        context["revoke_url"] = self.url("revoke", instance.public_id)
        return context


def held(invitation: Invitation) -> str:
    when = date_format(localtime(invitation.expires_at), "DATETIME_FORMAT")
    text = _("Expired on %(when)s") if invitation.is_expired else _("Until %(when)s")
    return text % {"when": when}


def yes_or_no(member: Member) -> str:
    return _("Yes") if member.has_second_factor else _("No")


def member_columns(url: Any) -> list[Column]:
    return [
        PersonColumn(
            "user", label=gettext_lazy("Person"), get_url=lambda member: url("member", member.pk)
        ),
        Column("role_names", label=gettext_lazy("Role")),
        DateColumn(
            "since",
            label=gettext_lazy("Since"),
            accessor="membership.created_at",
            classname="admin-wide",
        ),
        DateColumn("last_seen", label=gettext_lazy("Last seen here"), classname="admin-wide"),
        Column(
            "has_second_factor",
            label=gettext_lazy("Second factor"),
            accessor=yes_or_no,
            classname="admin-wide",
        ),
    ]


def invitation_columns(url: Any) -> list[Column]:
    return [
        InvitationColumn("email", label=gettext_lazy("E-mail"), url=url),
        Column("role", label=gettext_lazy("Role"), accessor=lambda one: role_name(one.group.name)),
        Column("expires_at", label=gettext_lazy("Holds"), accessor=held),
        Column(
            "invited_by",
            label=gettext_lazy("Invited by"),
            accessor=lambda one: one.invited_by or "–",
            classname="admin-wide",
        ),
    ]
