"""Addresses of a store's domains and of the platform's providers, below Center Control's."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.generic import View

from platform_site.control.access import operators_only
from platform_site.control.views import domains, providers

DOMAIN, PROVIDER = "stores.change_domain", "commerce.change_providersetting"


def route(where: str, view: type[View], permission: str, name: str) -> URLPattern:
    return path(where, operators_only(permission)(view.as_view()), name=name)


STORE = "stores/<slug:slug>/domains/"
ONE = f"{STORE}<int:pk>/"
SWITCH = "providers/<slug:kind>/<slug:code>/switch/"

domain_urls: list[URLPattern] = [
    route(f"{STORE}add/", domains.StoreAddDomainView, DOMAIN, "domain_add"),
    route(ONE, domains.StoreDomainView, DOMAIN, "domain"),
    route(f"{ONE}check/", domains.StoreCheckView, DOMAIN, "domain_check"),
    route(f"{ONE}primary/", domains.StorePrimaryView, DOMAIN, "domain_primary"),
    route(f"{ONE}remove/", domains.StoreRemoveDomainView, DOMAIN, "domain_remove"),
]
provider_urls: list[URLPattern] = [
    route("providers/", providers.ProvidersView, PROVIDER, "providers"),
    route("providers/<slug:kind>/<slug:code>/", providers.ProviderView, PROVIDER, "provider"),
    route(SWITCH, providers.SwitchProviderView, PROVIDER, "provider_switch"),
]
