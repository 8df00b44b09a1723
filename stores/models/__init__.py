from stores.models.base import StoreOwned
from stores.models.branding import Branding
from stores.models.domain import Domain
from stores.models.media import Document, Image, Rendition, Tag, TaggedDocument, TaggedImage
from stores.models.page import BasePage, ContentPage, HomePage
from stores.models.plan import Plan
from stores.models.store import Store, StoreGeneration
from stores.models.user import Membership, User

__all__ = [
    "BasePage",
    "Branding",
    "ContentPage",
    "Document",
    "Domain",
    "HomePage",
    "Image",
    "Membership",
    "Plan",
    "Rendition",
    "Store",
    "StoreGeneration",
    "StoreOwned",
    "Tag",
    "TaggedDocument",
    "TaggedImage",
    "User",
]
