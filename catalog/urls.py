from django.urls import URLPattern, path

from catalog.views import lists
from catalog.views.product import product

app_name = "catalog"
urlpatterns: list[URLPattern] = [
    path("products/", lists.products, name="products"),
    path("products/<slug:slug>/", product, name="product"),
    path("categories/<slug:slug>/", lists.category, name="category"),
    path("search/", lists.search, name="search"),
]
