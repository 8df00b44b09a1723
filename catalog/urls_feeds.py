"""Sitemaps: one address each for all languages of a store."""

from django.urls import URLPattern, path

from catalog.views import feeds

app_name = "feeds"
urlpatterns: list[URLPattern] = [
    path("sitemap.xml", feeds.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:kind>.xml", feeds.sitemap, name="sitemap"),
]
