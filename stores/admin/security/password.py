from __future__ import annotations

from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from stores.admin.security.base import SecurityFormView
from stores.forms.password_change import PasswordChangeForm
from stores.sign_in.password_changed import password_changed


class PasswordView(SecurityFormView):
    form_class = PasswordChangeForm
    page_title = gettext_lazy("Change password")
    submit_button_label = gettext_lazy("Change password")

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            user = form.save()
            update_session_auth_hash(self.request, user)
            password_changed(
                user=user, action="password.changed", keep=self.request.session.session_key
            )
        messages.success(
            self.request, _("Your password is changed. You are signed out on all other devices.")
        )
        return redirect("security")
