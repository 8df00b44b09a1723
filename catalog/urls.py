from django.urls import URLPattern, path

from catalog.views import feeds, lists, recent, reviews, stock_notices, wishlist
from catalog.views.product import product
from catalog.views.suggest import suggest

app_name = "catalog"
urlpatterns: list[URLPattern] = [
    path("products/", lists.products, name="products"),
    path("products/<slug:slug>/", product, name="product"),
    path("products/<slug:slug>/reviews/", reviews.reviews, name="reviews"),
    path("products/<slug:slug>/reviews/new/", reviews.write_review, name="write_review"),
    path("categories/<slug:slug>/", lists.category, name="category"),
    path("collections/<slug:slug>/", lists.collection, name="collection"),
    path("search/", lists.search, name="search"),
    path("search/suggest/", suggest, name="suggest"),
    path("wishlist/", wishlist.wishlist, name="wishlist"),
    path("wishlist/items/", wishlist.change_wishlist, name="change_wishlist"),
    path("wishlist/share/", wishlist.share_wishlist, name="share_wishlist"),
    path("wishlist/<str:token>/", wishlist.shared_wishlist, name="shared_wishlist"),
    path("recently-viewed/", recent.recent, name="recent"),
    path("feeds/google-merchant.xml", feeds.google_merchant, name="google_merchant"),
    path("stock-notices/", stock_notices.stock_notice, name="stock_notice"),
    path("stock-notices/<str:token>/", stock_notices.cancel_notice, name="cancel_notice"),
]
