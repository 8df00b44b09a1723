from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from platform_site.control.views.base import HOME, ControlPage
from stores.models import Membership, SecondFactor, Session, User
from stores.roles import role_name
from stores.scope import platform_scope
from stores.services.deactivate_person import (
    deactivate_person,
    reactivate_person,
    sign_out_person,
)
from stores.services.reset_second_factor import reset_second_factor

Text = str | Promise
PEOPLE = {"url": reverse_lazy("control:people"), "label": gettext_lazy("People")}
MOST = 25


@dataclass(frozen=True, slots=True)
class PersonAction:
    verb: Text
    effect: Text
    done: Text
    nothing: Text
    run: Callable[..., bool]
    is_serious: bool = False


ACTIONS = {
    "sign-out": PersonAction(
        verb=gettext_lazy("Sign out everywhere"),
        effect=gettext_lazy(
            "Ends all sessions of this person, at every store and here. They can sign in again."
        ),
        done=gettext_lazy("%(name)s is signed out everywhere."),
        nothing=gettext_lazy("%(name)s was not signed in anywhere."),
        run=sign_out_person,
    ),
    "reset-second-factor": PersonAction(
        verb=gettext_lazy("Reset second factor"),
        effect=gettext_lazy(
            "Removes the authenticator app and the recovery codes and ends all sessions: be sure"
            " that you speak to the person themselves. They are told by e-mail."
        ),
        done=gettext_lazy("The second factor of %(name)s is reset."),
        nothing=gettext_lazy("%(name)s has no second factor."),
        run=reset_second_factor,
        is_serious=True,
    ),
    "deactivate": PersonAction(
        verb=gettext_lazy("Deactivate"),
        effect=gettext_lazy(
            "Ends all sessions; nobody can sign in as this person at any store until you"
            " reactivate them. Their roles and what they made stay."
        ),
        done=gettext_lazy("%(name)s cannot sign in any more."),
        nothing=gettext_lazy("%(name)s was deactivated already."),
        run=deactivate_person,
        is_serious=True,
    ),
    "reactivate": PersonAction(
        verb=gettext_lazy("Reactivate"),
        effect=gettext_lazy("This person can sign in again, with the password they had."),
        done=gettext_lazy("%(name)s can sign in again."),
        nothing=gettext_lazy("%(name)s is active already."),
        run=reactivate_person,
    ),
}


def is_offered(name: str, person: Person) -> bool:
    return {
        "reset-second-factor": person.has_second_factor,
        "deactivate": person.user.is_active,
        "reactivate": not person.user.is_active,
    }.get(name, True)


@dataclass(frozen=True, slots=True)
class Person:
    user: User
    memberships: list[tuple[Membership, str]]
    """With the role's name."""
    has_second_factor: bool
    session_count: int


def person(pk: int) -> Person:
    """Needs the platform's scope. Raises User.DoesNotExist."""
    user = User.objects.get(pk=pk)
    held = Membership.objects.filter(user=user).select_related("store", "group")
    return Person(
        user=user,
        memberships=[(one, role_name(one.group.name)) for one in held.order_by("store__name")],
        has_second_factor=SecondFactor.objects.filter(user=user)
        .exclude(confirmed_at=None)
        .exists(),
        session_count=Session.objects.filter(user=user).count(),
    )


def people_like(query: str) -> QuerySet[User]:
    return User.objects.filter(email__icontains=query).order_by("email")


class PeopleView(ControlPage, TemplateView):
    """Finds whoever has a sign-in, whichever stores they belong to."""

    template_name = "platform_site/control/people.html"
    page_title = gettext_lazy("People")
    header_icon = "user"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.get("q", "").strip()[:254].replace("\0", "")
        with platform_scope():
            found = list(people_like(query)[: MOST + 1]) if query else []
        return super().get_context_data(
            **kwargs, query=query, people=found[:MOST], has_more=len(found) > MOST, most=MOST
        )


class PersonPage(ControlPage):
    kwargs: dict[str, Any]
    header_icon = "user"

    @cached_property
    def person(self) -> Person:
        with platform_scope():
            try:
                return person(self.kwargs["pk"])
            except User.DoesNotExist:
                raise Http404 from None

    def get_page_title(self) -> str:
        return self.person.user.email

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, PEOPLE, *self.path_to_here(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, person=self.person)


class PersonView(PersonPage, TemplateView):
    template_name = "platform_site/control/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = [
            (reverse("control:person_action", args=[self.person.user.pk, name]), action)
            for name, action in ACTIONS.items()
            if is_offered(name, self.person)
        ]
        return super().get_context_data(**kwargs, actions=offered)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For the audit log of the platform."),
    )


class PersonActionView(PersonPage, FormView):
    """Says what it does, and does it on POST."""

    template_name = "platform_site/control/person_action.html"
    form_class = ReasonForm

    @property
    def action(self) -> PersonAction:
        try:
            return ACTIONS[self.kwargs["action"]]
        except KeyError:
            raise Http404 from None

    def get_page_title(self) -> str:
        return f"{self.action.verb}: {self.person.user.email}"

    def path_to_here(self) -> list[dict[str, Any]]:
        return [{"url": self.detail_url, "label": self.person.user.email}]

    @property
    def detail_url(self) -> str:
        return reverse("control:person", args=[self.kwargs["pk"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, action=self.action, detail_url=self.detail_url)

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        name = {"name": self.person.user.email}
        reason = form.cleaned_data["reason"]
        try:
            changed = self.action.run(user=self.person.user, reason=reason)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            words = self.action.done if changed else self.action.nothing
            messages.success(self.request, words % name)
        return redirect(self.detail_url)

    def form_invalid(self, form: ReasonForm) -> HttpResponse:
        messages.error(self.request, _("Nothing was done: see the field marked below."))
        return super().form_invalid(form)
