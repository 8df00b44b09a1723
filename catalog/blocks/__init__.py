"""Content blocks that show the catalogue."""

from catalog.blocks.base import CategoryChooserBlock, LoadedChooserBlock, ProductChooserBlock
from catalog.blocks.featured import (
    FeaturedCategoryBlock,
    FeaturedCollectionBlock,
    FeaturedProductBlock,
)
from catalog.blocks.lists import (
    CarouselBlock,
    CategoryListBlock,
    ProductListBlock,
    RecommendationsBlock,
)
from catalog.blocks.reviews import ReviewsBlock

__all__ = [
    "CarouselBlock",
    "CategoryChooserBlock",
    "CategoryListBlock",
    "FeaturedCategoryBlock",
    "FeaturedCollectionBlock",
    "FeaturedProductBlock",
    "LoadedChooserBlock",
    "ProductChooserBlock",
    "ProductListBlock",
    "RecommendationsBlock",
    "ReviewsBlock",
]
