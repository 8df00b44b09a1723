"""A forgotten password: asking for a link, and choosing a new one by it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django_tasks import task
from wagtail.admin.views.account import PasswordResetConfirmView, PasswordResetView

from stores.actors import acting, current_actor
from stores.auth import MembershipBackend
from stores.models import Store, User
from stores.scope import PLATFORM_ID, owner_id, store_scope
from stores.sign_in.known_device import remember_device
from stores.sign_in.limits import reset_try, waiting_words, write_down_limited
from stores.sign_in.password_changed import password_changed
from stores.sign_in.reset_links import person_in_link
from stores.sign_in.views import refuse_for_now


@task()
def send_reset_link(email: str) -> None:
    """In the scope of the host where it was asked for: a task of the control host would see
    everybody."""
    from stores.forms.password_reset import PasswordResetForm

    store = Store.all_objects.get(pk=owner_id() or PLATFORM_ID)
    with store_scope(store):
        form = PasswordResetForm({"email": email})
        if form.is_valid():
            form.send(store)


@method_decorator(never_cache, name="dispatch")
class ResetView(PasswordResetView):
    """The same answer in the same time for whomever: who it is, and whether anybody, is looked up
    in the background. Each request counts, also one that was right."""

    def form_valid(self, form: Any) -> HttpResponse:
        email = form.cleaned_data["email"]
        if delay := reset_try(self.request, email).count():
            write_down_limited(email, "password reset")
            form.add_error("email", waiting_words(delay))
            return refuse_for_now(self.form_invalid(form), delay)
        send_reset_link.enqueue(email)
        return HttpResponseRedirect(self.get_success_url())


class ResetConfirmView(PasswordResetConfirmView):
    """Whoever has the link has the mailbox: their browser is known from then on, so that tries
    of strangers do not keep them out."""

    def get_user(self, uidb64: str) -> User | None:
        user = person_in_link(uidb64)
        if user is None or not MembershipBackend().user_can_authenticate(user):
            return None
        return user

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user: User = self.user
        actor = replace(current_actor(), user_id=user.pk, name=user.email)
        with acting(actor):
            password_changed(user=user, action="password.reset")
        remember_device(response, user.email)
        return response
