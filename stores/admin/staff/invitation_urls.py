"""Where invitations are accepted, on every host: before the admin's own addresses, which ask for
a sign-in."""

from django.urls import path

from stores.admin.staff.acceptance import InvitationLinkView, InvitationView

urlpatterns = [
    path("", InvitationView.as_view(), name="invitation"),
    path("<str:token>/", InvitationLinkView.as_view(), name="invitation_link"),
]
