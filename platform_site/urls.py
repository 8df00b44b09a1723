"""Addresses of a store's host."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from platform_site.sign_up.enter import enter as enter_new_store
from stores.admin.support.views import enter
from stores.views.pages import serve

handler404 = "stores.views.errors.not_found"
handler500 = "stores.views.errors.server_error"


def addresses(prefix: str = "") -> list[URLPattern | URLResolver]:
    """All of a store's host; the shop's views behind ``prefix`` ("de/"), for a further language.
    Pages have their language by their place in the tree (docs/languages.md)."""
    return [
        path("admin/support/enter/", enter, name="enter_support"),
        path("admin/welcome/", enter_new_store, name="enter_new_store"),
        path("admin/", include("stores.sign_in.urls")),
        path("admin/invitation/", include("stores.admin.staff.invitation_urls")),
        path("admin/", include(wagtailadmin_urls)),
        path("documents/", include(wagtaildocs_urls)),
        path("", include("stores.urls")),
        path("", include("catalog.urls_feeds")),
        path(prefix, include("stores.shop_urls")),
        path(prefix, include("catalog.urls")),
        path(prefix, include("commerce.urls")),
        # One page to sign in, not Wagtail's second one.
        path("_util/login/", RedirectView.as_view(url="/admin/login/", query_string=True)),
        *wagtail_urls.urlpatterns[:-1],
        re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
    ]


urlpatterns = addresses()
