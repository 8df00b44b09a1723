from catalog.models.category import Category
from catalog.models.product import Option, Product, ProductCategory, ProductImage, Variant
from catalog.models.product_index import ProductIndex
from catalog.models.stock import StockItem, StockMovement, StockReservation

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
    "Variant",
]
