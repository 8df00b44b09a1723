"""Addresses of the shop that need nothing of the catalogue, in each of its languages."""

from django.urls import path

from stores.views import announcement_bars, newsletter

app_name = "shop"

urlpatterns = [
    path("newsletter/", newsletter.newsletter, name="newsletter"),
    path("newsletter/sent/", newsletter.newsletter_sent, name="newsletter_sent"),
    path(
        "newsletter/confirm/<slug:token>/", newsletter.newsletter_confirm, name="newsletter_confirm"
    ),
    path("newsletter/leave/<slug:token>/", newsletter.newsletter_leave, name="newsletter_leave"),
    path("announcements/<slug:key>/close/", announcement_bars.close, name="close_announcement"),
]
