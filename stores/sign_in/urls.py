"""Addresses of the admin that need no session, in front of Wagtail's own for the same; on the
hosts of stores and on the control host."""

from django.urls import path

from stores.sign_in.password_reset import ResetConfirmView, ResetView
from stores.sign_in.views import CodeView, RecoveryCodeView, SignInView

urlpatterns = [
    path("login/", SignInView.as_view()),
    path("login/code/", CodeView.as_view(), name="sign_in_code"),
    path("login/recovery-code/", RecoveryCodeView.as_view(), name="sign_in_recovery_code"),
    path("password_reset/", ResetView.as_view()),
    path("password_reset/confirm/<uidb64>/<token>/", ResetConfirmView.as_view()),
]
