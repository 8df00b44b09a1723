from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Table
from wagtail.admin.widgets.button import HeaderButton

from stores.admin.staff.base import StaffFormPage, StaffPage
from stores.admin.staff.columns import invitation_columns, member_columns
from stores.admin.staff.forms import InviteForm, RoleForm
from stores.forms.explained import ExplainedForm
from stores.models import Invitation, Membership
from stores.roles import role_name, roles_of
from stores.selectors.staff import Member, members_of, open_invitations, staff
from stores.services.change_role import change_role
from stores.services.end_membership import end_membership
from stores.services.invite import invite
from stores.services.resend_invitation import resend_invitation
from stores.services.revoke_invitation import revoke_invitation


class StaffListView(StaffPage, TemplateView):
    template_name = "stores/staff/list.html"

    def get_page_title(self) -> str:
        return self.list_title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.list_title}]

    def get_header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Invite"), url=self.url("invite"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = staff(self.store, you=self.person)
        invitations = open_invitations(self.store)
        return super().get_context_data(
            people=Table(member_columns(self.url), people),
            is_alone=len(people) == 1,
            invitations=Table(invitation_columns(self.url), invitations) if invitations else None,
            leave_url=self.url("leave"),
            **kwargs,
        )


class InviteView(StaffFormPage):
    form_class = InviteForm
    page_title = gettext_lazy("Invite somebody")
    header_icon = "mail"
    submit_label = gettext_lazy("Send invitation")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "store": self.store}

    def form_valid(self, form: InviteForm) -> HttpResponse:
        try:
            invitation = invite(store=self.store, by=self.person, **form.cleaned_data)
        except ValidationError as error:
            form.explain(error)
            return self.form_invalid(form)
        messages.success(self.request, _("%(email)s is invited.") % {"email": invitation.email})
        return super().form_valid(form)


class MemberPage(StaffPage):
    """A page about the member that the address names by a membership's number."""

    @cached_property
    def member(self) -> Member:
        people = staff(self.store, you=self.person)
        found = [member for member in people if member.pk == self.kwargs["pk"]]
        if not found:
            raise Http404
        return found[0]

    def get_page_title(self) -> str:
        return str(self.member.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            member=self.member,
            leave_url=self.url("leave"),
            remove_url=self.url("remove", self.member.pk),
            **kwargs,
        )


class MemberView(MemberPage, StaffFormPage):
    """Who it is, and the role to give them."""

    template_name = "stores/staff/member.html"
    form_class = RoleForm
    header_icon = "user"
    submit_label = gettext_lazy("Change role")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "store": self.store}

    def get_initial(self) -> dict[str, Any]:
        return {"role": self.member.role}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = not self.member.is_you and len(roles_of(self.store)) > 1
        return super().get_context_data(may_change=may_change, **kwargs)

    def form_valid(self, form: RoleForm) -> HttpResponse:
        role = form.cleaned_data["role"]
        try:
            change_role(store=self.store, user=self.member.user, role=role, by=self.person)
        except Membership.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            form.explain(error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("%(name)s is %(role)s now.") % {"name": self.member.user, "role": role_name(role)},
        )
        return super().form_valid(form)


class RemoveView(MemberPage, StaffFormPage):
    template_name = "stores/staff/confirm.html"
    header_icon = "bin"
    submit_label = gettext_lazy("Yes, remove")

    def get_page_title(self) -> str:
        return _("Remove %(name)s") % {"name": self.member.user}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.member.is_you:
            return redirect(self.url("leave"))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        what = _(
            "They are signed out at once and cannot sign in here any more. Pages and drafts they"
            " had locked are opened, and invitations they sent end. What they made stays."
        )
        return super().get_context_data(what_happens=what, is_serious=True, **kwargs)

    def form_valid(self, form: ExplainedForm) -> HttpResponse:
        try:
            end_membership(store=self.store, user=self.member.user, by=self.person)
        except ValidationError as error:
            form.explain(error)
            return self.form_invalid(form)
        messages.success(self.request, _("%(name)s is removed.") % {"name": self.member.user})
        return super().form_valid(form)


class LeaveView(StaffFormPage):
    """For every member, whatever their role."""

    permission = "wagtailadmin.access_admin"
    template_name = "stores/staff/confirm.html"
    header_icon = "logout"
    submit_label = gettext_lazy("Yes, leave")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not members_of(self.store).filter(user=self.person).exists():
            raise Http404  # Support comes and goes by itself.
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Leave %(name)s") % {"name": self.store.name}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        what = _(
            "You are signed out at once and cannot sign in here any more, until somebody invites"
            " you again. Your account and whatever you are in other places stay as they are."
        )
        return super().get_context_data(
            **{"what_happens": what, "is_serious": True, **kwargs, "list_url": self.home_url}
        )

    @property
    def home_url(self) -> Any:
        return self.breadcrumbs_items[0]["url"]

    def form_valid(self, form: ExplainedForm) -> HttpResponse:
        try:
            end_membership(store=self.store, user=self.person, by=self.person)
        except ValidationError as error:
            form.explain(error)
            return self.form_invalid(form)
        name = self.store.name
        logout(self.request)
        messages.success(self.request, _("You have left %(name)s.") % {"name": name})
        return redirect("wagtailadmin_login")


class ResendView(StaffPage, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            invitation = resend_invitation(
                store=self.store, public_id=kwargs["public_id"], by=self.person
            )
        except Invitation.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(
                request,
                _("A new link is on its way to %(email)s; the earlier one has ended.")
                % {"email": invitation.email},
            )
        return redirect(self.url())


class RevokeView(StaffFormPage):
    template_name = "stores/staff/confirm.html"
    header_icon = "bin"
    submit_label = gettext_lazy("Yes, revoke")

    @cached_property
    def invitation(self) -> Invitation:
        for invitation in open_invitations(self.store):
            if invitation.public_id == self.kwargs["public_id"]:
                return invitation
        raise Http404

    def get_page_title(self) -> str:
        return _("Revoke the invitation of %(email)s") % {"email": self.invitation.email}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        what = _("The link in the mail stops working at once. You can invite them again.")
        return super().get_context_data(what_happens=what, is_serious=True, **kwargs)

    def form_valid(self, form: ExplainedForm) -> HttpResponse:
        public_id = self.invitation.public_id
        try:
            revoke_invitation(store=self.store, public_id=public_id, by=self.person)
        except ValidationError as error:
            form.explain(error)
            return self.form_invalid(form)
        messages.success(self.request, _("The invitation is revoked."))
        return super().form_valid(form)
