"""What the link of an invitation opens. Whoever comes here is not signed in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.views.generic import FormView, View

from stores.admin.staff.entrance import let_in
from stores.admin.staff.forms import AccountForm, NewAccountForm
from stores.forms.explained import ExplainedForm
from stores.models import Invitation, Store, User
from stores.models.invitation import digest
from stores.roles import role_name
from stores.selectors.invitations import account_of, find_invitation, invitation_by
from stores.services.accept_invitation import accept_as_new, accept_with_account

KEY = "invitation"
"""Of the session: the digest of the link's token, so that the token is in one address alone,
which is left at once: no page is shown there that could hand it on (as Django does it with the
link of a forgotten password)."""


class InvitationLinkView(View):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        store: Store = request.store  # type: ignore[attr-defined]
        token_digest = digest(token)
        if find_invitation(store, token_digest) is not None:
            request.session[KEY] = token_digest
        else:
            request.session.pop(KEY, None)
        response = redirect("invitation")
        response.headers["Referrer-Policy"] = "no-referrer"
        add_never_cache_headers(response)
        return response


class InvitationView(FormView):
    """Asks for a name and a new password, or for the password of the account there is."""

    template_name = "stores/staff/accept.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.invitation: Invitation = invitation_by(self.store, self.token_digest)
            response = super().dispatch(request, *args, **kwargs)
        except ValidationError as error:
            context = {"problem": " ".join(error.messages)}
            response = self.render_to_response(context, status=404)
        response.headers["Referrer-Policy"] = "same-origin"
        add_never_cache_headers(response)
        return response

    @property
    def store(self) -> Store:
        return self.request.store  # type: ignore[attr-defined]

    @property
    def token_digest(self) -> str:
        return self.request.session.get(KEY, "")

    @cached_property
    def account(self) -> User | None:
        return account_of(self.invitation)

    def get_form_class(self) -> type[ExplainedForm]:
        return NewAccountForm if self.account is None else AccountForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            invitation=self.invitation,
            role=role_name(self.invitation.group.name),
            has_account=self.account is not None,
            **kwargs,
        )

    def form_valid(self, form: ExplainedForm) -> HttpResponse:
        accept = accept_as_new if self.account is None else accept_with_account
        fields = {name: value for name, value in form.cleaned_data.items() if name != "repeated"}
        try:
            user = accept(store=self.store, token_digest=self.token_digest, **fields)
        except ValidationError as error:
            form.explain(error)
            return self.form_invalid(form)
        self.request.session.pop(KEY, None)
        return let_in(self.request, user)
