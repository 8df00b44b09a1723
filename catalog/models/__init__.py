from catalog.models.category import Category
from catalog.models.product import Product, ProductCategory, ProductImage, TaxClass
from catalog.models.product_index import ProductIndex
from catalog.models.stock import StockItem, StockMovement, StockReservation
from catalog.models.variant import Option, Variant

__all__ = [
    "Category",
    "Option",
    "Product",
    "ProductCategory",
    "ProductImage",
    "ProductIndex",
    "StockItem",
    "StockMovement",
    "StockReservation",
    "TaxClass",
    "Variant",
]
