"""Addresses of the control host: the Center Control, and no storefront."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as wagtailadmin_urls

from platform_site.control.urls import dashboard

handler404 = "stores.views.errors.not_found"
handler500 = "stores.views.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("platform_site.sign_up.urls")),
    path("admin/", dashboard),
    path("admin/invitation/", include("stores.admin.staff.invitation_urls")),
    path("admin/control/", include("platform_site.control.urls")),
    path("admin/", include("stores.sign_in.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("stores.urls")),
]
