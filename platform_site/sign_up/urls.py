"""Addresses of the public sign-up, on the control host."""

from __future__ import annotations

from django.urls import path

from platform_site.sign_up.views import (
    ConfirmView,
    LinkView,
    SentView,
    SignUpView,
    WelcomeView,
)

app_name = "sign_up"

urlpatterns = [
    path("", WelcomeView.as_view(), name="welcome"),
    path("sign-up/", SignUpView.as_view(), name="form"),
    path("sign-up/sent/", SentView.as_view(), name="sent"),
    path("sign-up/confirm/", ConfirmView.as_view(), name="confirm"),
    path("sign-up/confirm/<str:token>/", LinkView.as_view(), name="link"),
]
