from catalog.models.brand import Brand
from catalog.models.category import Category
from catalog.models.collection import Collection, CollectionProduct, CollectionRule
from catalog.models.facet import FacetGroup, FacetValue, SearchSpelling
from catalog.models.index_bits import IndexBits
from catalog.models.menu import Menu, MenuItem
from catalog.models.option import Option, OptionDisplay, OptionValue
from catalog.models.product import Product, ProductCategory, ProductImage, ProductTag, TaxClass
from catalog.models.product_index import ProductIndex
from catalog.models.related import BoughtTogether, RelatedProduct
from catalog.models.review import ProductRating, Review
from catalog.models.search_terms import SearchSynonym, SearchTerm
from catalog.models.stock import StockItem, StockMovement, StockReservation
from catalog.models.stock_notice import StockNotice
from catalog.models.translation import (
    CategoryTranslation,
    CollectionTranslation,
    ProductTranslation,
)
from catalog.models.variant import StockPolicy, Variant
from catalog.models.wishlist import Wishlist, WishlistItem

__all__ = [
    "BoughtTogether",
    "Brand",
    "Category",
    "CategoryTranslation",
    "Collection",
    "CollectionProduct",
    "CollectionRule",
    "CollectionTranslation",
    "FacetGroup",
    "FacetValue",
    "IndexBits",
    "Menu",
    "MenuItem",
    "Option",
    "OptionDisplay",
    "OptionValue",
    "Product",
    "ProductCategory",
    "ProductImage",
    "ProductIndex",
    "ProductRating",
    "ProductTag",
    "ProductTranslation",
    "RelatedProduct",
    "Review",
    "SearchSpelling",
    "SearchSynonym",
    "SearchTerm",
    "StockItem",
    "StockMovement",
    "StockNotice",
    "StockPolicy",
    "StockReservation",
    "TaxClass",
    "Variant",
    "Wishlist",
    "WishlistItem",
]
