"""Content blocks that need nothing of the catalogue. Apps above have blocks of their own; the
setting PAGE_BLOCKS says which a page can hold, and in which order they are offered."""

from stores.blocks.banners import AnnouncementBlock, HeroBlock, SlideshowBlock
from stores.blocks.base import LinkBlock
from stores.blocks.pictures import CollageBlock, ComparisonBlock, MediaWithTextBlock, VideoBlock
from stores.blocks.texts import (
    AccordionBlock,
    ButtonsBlock,
    DividerBlock,
    IconsWithTextBlock,
    MultiColumnBlock,
    TestimonialBlock,
    TextBlock,
)
from stores.blocks.visitors import ContactFormBlock, JournalPostsBlock, NewsletterBlock
from stores.links import valid_link

__all__ = [
    "AccordionBlock",
    "AnnouncementBlock",
    "ButtonsBlock",
    "CollageBlock",
    "ComparisonBlock",
    "ContactFormBlock",
    "DividerBlock",
    "HeroBlock",
    "IconsWithTextBlock",
    "JournalPostsBlock",
    "LinkBlock",
    "MediaWithTextBlock",
    "MultiColumnBlock",
    "NewsletterBlock",
    "SlideshowBlock",
    "TestimonialBlock",
    "TextBlock",
    "VideoBlock",
    "valid_link",
]
