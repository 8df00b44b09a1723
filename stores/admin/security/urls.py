"""Addresses of the screens about signing in, below ``/admin/``; on both kinds of hosts."""

from django.urls import path

from stores.admin.security.overview import SecurityView
from stores.admin.security.password import PasswordView
from stores.admin.security.second_factor import NewCodesView, SetUpView, TurnOffView
from stores.admin.security.sign_out import SignOutView
from stores.admin.security.store import StoreSecurityView

urlpatterns = [
    path("security/", SecurityView.as_view(), name="security"),
    path("security/password/", PasswordView.as_view(), name="security_password"),
    path("security/sign-out/", SignOutView.as_view(), name="security_sign_out"),
    path("security/second-factor/set-up/", SetUpView.as_view(), name="security_set_up"),
    path("security/second-factor/codes/", NewCodesView.as_view(), name="security_codes"),
    path("security/second-factor/off/", TurnOffView.as_view(), name="security_turn_off"),
    path("settings/security/", StoreSecurityView.as_view(), name="security_settings"),
]
