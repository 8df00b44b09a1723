from stores.models.announcement import Announcement, AnnouncementDismissal, StoreAnnouncement
from stores.models.announcement_bar import AnnouncementBar
from stores.models.audit import AuditEntry
from stores.models.base import StoreOwned
from stores.models.branding import Branding, BrandingVersion
from stores.models.contact_form import ContactFormField, ContactFormPage
from stores.models.domain import Domain
from stores.models.invitation import Invitation
from stores.models.job import Job
from stores.models.journal import JournalPage, JournalPost, JournalPostTag
from stores.models.media import Document, Image, Rendition, Tag, TaggedDocument, TaggedImage
from stores.models.newsletter import NewsletterSubscriber
from stores.models.page import BasePage, ContentPage, HomePage
from stores.models.plan import Plan
from stores.models.platform_settings import PlatformSettings
from stores.models.rate_limit import RateLimit
from stores.models.second_factor import RecoveryCode, SecondFactor
from stores.models.session import Session
from stores.models.sign_up import SignUp
from stores.models.store import Store, StoreGeneration
from stores.models.support_access import SupportAccess
from stores.models.user import Membership, User

__all__ = [
    "Announcement",
    "AnnouncementBar",
    "AnnouncementDismissal",
    "AuditEntry",
    "BasePage",
    "Branding",
    "BrandingVersion",
    "ContactFormField",
    "ContactFormPage",
    "ContentPage",
    "Document",
    "Domain",
    "HomePage",
    "Image",
    "Invitation",
    "Job",
    "JournalPage",
    "JournalPost",
    "JournalPostTag",
    "Membership",
    "NewsletterSubscriber",
    "Plan",
    "PlatformSettings",
    "RateLimit",
    "RecoveryCode",
    "Rendition",
    "SecondFactor",
    "Session",
    "SignUp",
    "Store",
    "StoreAnnouncement",
    "StoreGeneration",
    "StoreOwned",
    "SupportAccess",
    "Tag",
    "TaggedDocument",
    "TaggedImage",
    "User",
]
