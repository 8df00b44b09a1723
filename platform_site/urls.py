"""Addresses of a store's host."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from platform_site.sign_up.enter import enter as enter_new_store
from stores.admin.support.views import enter

handler404 = "stores.views.errors.not_found"
handler500 = "stores.views.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/support/enter/", enter, name="enter_support"),
    path("admin/welcome/", enter_new_store, name="enter_new_store"),
    path("admin/", include("stores.sign_in.urls")),
    path("admin/invitation/", include("stores.admin.staff.invitation_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("stores.urls")),
    path("", include("catalog.urls")),
    path("", include("commerce.urls")),
    # One page to sign in, not Wagtail's second one.
    path("_util/login/", RedirectView.as_view(url="/admin/login/", query_string=True)),
    path("", include(wagtail_urls)),
]
