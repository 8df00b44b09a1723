"""Settings, all of them overridable from the environment (see docs/configuration.md)."""

from __future__ import annotations

import os
import sys
import zoneinfo
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from platform_site.networks import addresses, nameservers, trusted_networks
from platform_site.secrets import secret_from_file
from stores.database.embedded import EmbeddedPostgres

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").expanduser().resolve()
TESTING = "pytest" in sys.modules

# Hosts -------------------------------------------------------------------------------------

PLATFORM_DOMAIN = os.environ.get("PLATFORM_DOMAIN") or "localhost"
CONTROL_HOST = os.environ.get("CONTROL_HOST") or f"control.{PLATFORM_DOMAIN}"
PUBLIC_SCHEME = os.environ.get("PUBLIC_SCHEME") or "http"
PUBLIC_PORT = int(os.environ.get("PUBLIC_PORT") or os.environ.get("PORT") or 8000)
# Which hosts are served is a row of the table of domains, looked up by the first middleware.
ALLOWED_HOSTS = ["*"]
# Public addresses of our proxy, which a store's own domain may name where it can be no alias.
PLATFORM_ADDRESSES = addresses("PLATFORM_ADDRESSES", os.environ.get("PLATFORM_ADDRESSES", ""))
# Who is asked whether a store's own domain is proved; none: the machine's own nameservers.
DNS_NAMESERVERS = nameservers(os.environ.get("DNS_NAMESERVERS", ""))
DNS_RESOLVER = "stores.dns.fake.FakeResolver" if TESTING else "stores.dns.real.DnsResolver"
# Besides our own machine and proxies, who knows it may ask whether a host is served (Caddy).
TLS_ASK_TOKEN = os.environ.get("TLS_ASK_TOKEN") or ""
ROOT_URLCONF = "platform_site.urls"
CONTROL_URLCONF = "platform_site.urls_control"

# Security ----------------------------------------------------------------------------------

DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY") or secret_from_file(DATA_DIR / "secrets" / "secret_key")
# Secrets in the database are encrypted with the first key; the others still decrypt.
ENCRYPTION_KEYS = os.environ.get("ENCRYPTION_KEYS", "").split() or [
    secret_from_file(DATA_DIR / "secrets" / "encryption_key")
]
# Networks of our own proxies, whose X-Forwarded-For counts.
TRUSTED_PROXIES = trusted_networks(os.environ.get("TRUSTED_PROXIES", ""))
AUTH_USER_MODEL = "stores.User"
AUTHENTICATION_BACKENDS = ["stores.auth.MembershipBackend"]
DJANGO_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{DJANGO_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{DJANGO_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{DJANGO_VALIDATORS}.NumericPasswordValidator"},
    {"NAME": "stores.passwords.validators.LeakedPasswordValidator"},
    {"NAME": "stores.passwords.validators.OwnNamesValidator"},
]
if TESTING:  # Hashing a password is slow by design.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows previews of pages in a frame.
SERVED_BY_TLS = PUBLIC_SCHEME == "https"
# A browser takes a cookie of this name from its own host over TLS only: no other host of the
# platform, and nobody on an open line, can plant one.
COOKIE_PREFIX = "__Host-" if SERVED_BY_TLS else ""
SESSION_ENGINE = "stores.sessions"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CART_COOKIE_NAME = f"{COOKIE_PREFIX}cart"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_BY_TLS
# Health and readiness answer before, so that a balancer may ask without TLS.
SECURE_SSL_REDIRECT = SERVED_BY_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SERVED_BY_TLS else None
# On hosts of the platform; less on a store's own domain (stores.headers).
SECURE_HSTS_SECONDS = 31_536_000 if SERVED_BY_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SERVED_BY_TLS
CSRF_FAILURE_VIEW = "stores.views.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # Forms without their files, and all else.
LARGEST_UPLOAD = 12 * 1024 * 1024  # A form with a file (stores.request_limits).
# The archive of a store, which operators alone upload (platform_site.control.views.imports).
ARCHIVE_UPLOAD_PATH = "/admin/control/stores/import_store/"
LARGEST_ARCHIVE = int(os.environ.get("LARGEST_ARCHIVE_MB") or 2048) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# A product with many variants is one form; Wagtail's editor sends about 20 fields a variant.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

STRICT_CSP = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "media-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "frame-src": [SELF],
    "manifest-src": [SELF],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": STRICT_CSP}
# Wagtail's admin has inline scripts and its editor style elements; the storefront has neither
# (stores.headers picks). What stays forbidden are handlers in attributes, which is what markup
# that got in somewhere would run by.
ADMIN_CSP = {
    **STRICT_CSP,
    "script-src-elem": [SELF, UNSAFE_INLINE],
    "script-src-attr": [NONE],
    "style-src-elem": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}

# WAGTAILADMIN_BASE_URL stays unset: links in the admin's mails follow the host they came from.
SILENCED_SYSTEM_CHECKS = [
    "wagtailadmin.W003",
    # Whether browsers ship the platform's domain as one with TLS only is its owner's to ask for.
    "security.W021",
    "security.W019",  # X_FRAME_OPTIONS, above.
]

# Applications ------------------------------------------------------------------------------

INSTALLED_APPS = [
    "stores",
    "catalog",
    "commerce",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "platform_site",
]

MIDDLEWARE = [
    "stores.headers.HeadersMiddleware",
    "stores.headers.PolicyMiddleware",
    "stores.middleware.HealthMiddleware",
    "stores.tls_ask.TlsAskMiddleware",
    "stores.request_limits.RequestLimitsMiddleware",
    "platform_site.monitoring.metrics.MetricsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "platform_site.monitoring.recording.RecordingMiddleware",
    "stores.middleware.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "stores.middleware.LanguageMiddleware",
    "stores.store_states.StoreStateMiddleware",
    "stores.middleware.NullCharacterMiddleware",
    "commerce.visits.middleware.VisitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "stores.admin.middleware.ActorMiddleware",
    "stores.looks.preview.LookPreviewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "stores.admin.support.middleware.SupportMiddleware",
    "stores.admin.audit.middleware.ExportAuditMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "stores.sign_in.middleware.RequireSecondFactorMiddleware",
    "stores.admin.middleware.AdminScreensMiddleware",
    "stores.redirects.StoreRedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "stores.context.store",
            ],
        },
    }
]

WSGI_APPLICATION = "platform_site.wsgi.application"

# Database ----------------------------------------------------------------------------------

EMBEDDED_POSTGRES = not os.environ.get("DATABASE_URL")
DATABASE_URL = os.environ.get("DATABASE_URL") or EmbeddedPostgres(DATA_DIR).url
DATABASES = {
    "default": {
        **dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True),
        "ENGINE": "stores.database",
        "ATOMIC_REQUESTS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache, tasks, mail, logs ------------------------------------------------------------------

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "stores.cache.scoped_key",
    }
}

TASKS: dict[str, Any] = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if TESTING
        else "django_tasks_db.DatabaseBackend",
        "QUEUES": [],
    }
}

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND") or (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("EMAIL_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "1"
# An order is locked while its confirmation is handed over: a silent server must not hold it.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or f"no-reply@{PLATFORM_DOMAIN}"

DEFAULT_EXCEPTION_REPORTER_FILTER = "stores.logging.ReporterFilter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "scope": {"()": "stores.logging.ScopeFilter"},
        "secrets": {"()": "stores.logging.MaskSecretsFilter"},
    },
    "formatters": {
        "line": {"format": "{asctime} {levelname} store={store} {name}: {message}", "style": "{"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["scope", "secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL") or "INFO"},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "wagtail": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django_tasks": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}

# Monitoring --------------------------------------------------------------------------------

MONITORING: dict[str, Any] = {
    # Incidents: an error rate above this share of at least so many requests in five minutes; the
    # 95th percentile of shoppers' pages above so many milliseconds.
    "error_rate": float(os.environ.get("ALERT_ERROR_PERCENT") or 5) / 100,
    "least_requests": int(os.environ.get("ALERT_LEAST_REQUESTS") or 20),
    "p95_ms": float(os.environ.get("ALERT_P95_MS") or 2000),
    "worker_silent_seconds": int(os.environ.get("ALERT_WORKER_SILENT_SECONDS") or 300),
    # Each store's home page is asked for once in so many minutes, as far as the most in one
    # minute allow.
    "probe_minutes": int(os.environ.get("PROBE_MINUTES") or 5),
    "probe_most": int(os.environ.get("PROBE_MOST") or 500),
    # 0 where tests run, whose threads share no database: each probe in the thread that asks.
    "probe_seconds": 0 if TESTING else 10,
    "keep_days": int(os.environ.get("MONITORING_KEEP_DAYS") or 400),
    # Names of so many stores, those with most requests, are among the metrics.
    "metrics_stores": int(os.environ.get("METRICS_STORES") or 0),
}
# Who asks for /metrics says it as a bearer token; without one the address is not there.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN") or ""

# Languages and time ------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = [
    ("en", _("English")),
    ("de", _("German")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES  # Of which each store chooses its own.
WAGTAIL_I18N_ENABLED = True
FORMAT_MODULE_PATH = ["stores.formats"]  # Where Django's numbers are not those of CLDR.
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files -------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "platform_site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Files of jobs (exports, archives on their way in), which no address serves.
PRIVATE_ROOT = DATA_DIR / "private"
# Archives that the server's administrator puts there can be imported in Center Control.
ARCHIVES_ROOT = DATA_DIR / "archives"
STORAGES = {
    "default": {"BACKEND": "stores.storage.StoreFileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG

# Wagtail -----------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Galleria"
WAGTAIL_PAGE_MODEL = "stores.BasePage"
WAGTAILIMAGES_IMAGE_MODEL = "stores.Image"
WAGTAILDOCS_DOCUMENT_MODEL = "stores.Document"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "stores.forms.document.DocumentForm"  # Knows the kinds.
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # Files are kept, not shown in the store's name.
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000  # Unpacked, each is four bytes.
WAGTAILIMAGES_IMAGE_FORM_BASE = "stores.forms.image.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = "off"  # It walks the sites of all stores.
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # It asks another host.
WAGTAIL_ENABLE_UPDATE_CHECK = False  # It asks another host.
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_USER_LOGIN_FORM = "stores.forms.sign_in.SignInForm"
WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "stores.forms.password_reset.PasswordResetForm"  # noqa: S105 - a form
WAGTAIL_PASSWORD_RESET_ENABLED = True
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # It is changed under Security (stores.admin.security).
# Some systems list “localtime”, which browsers do not know.
WAGTAIL_USER_TIME_ZONES = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
# An address that somebody of another store has can be neither taken nor refused without telling.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILAPI_DOCS_ENABLED = False
TAGGIT_CASE_INSENSITIVE = True

# Blocks of pages, in the order of the editor's menu; each app brings its own.
PAGE_BLOCKS = [
    ("hero", "stores.blocks.HeroBlock"),
    ("slideshow", "stores.blocks.SlideshowBlock"),
    ("announcement", "stores.blocks.AnnouncementBlock"),
    ("product_list", "catalog.blocks.ProductListBlock"),
    ("carousel", "catalog.blocks.CarouselBlock"),
    ("featured_product", "catalog.blocks.FeaturedProductBlock"),
    ("category_list", "catalog.blocks.CategoryListBlock"),
    ("featured_category", "catalog.blocks.FeaturedCategoryBlock"),
    ("featured_collection", "catalog.blocks.FeaturedCollectionBlock"),
    ("recommendations", "catalog.blocks.RecommendationsBlock"),
    ("media_with_text", "stores.blocks.MediaWithTextBlock"),
    ("collage", "stores.blocks.CollageBlock"),
    ("comparison", "stores.blocks.ComparisonBlock"),
    ("video", "stores.blocks.VideoBlock"),
    ("text", "stores.blocks.TextBlock"),
    ("multi_column", "stores.blocks.MultiColumnBlock"),
    ("icons_with_text", "stores.blocks.IconsWithTextBlock"),
    ("accordion", "stores.blocks.AccordionBlock"),
    ("testimonial", "stores.blocks.TestimonialBlock"),
    ("buttons", "stores.blocks.ButtonsBlock"),
    ("divider", "stores.blocks.DividerBlock"),
    ("reviews", "catalog.blocks.ReviewsBlock"),
    ("newsletter", "stores.blocks.NewsletterBlock"),
    ("contact_form", "stores.blocks.ContactFormBlock"),
    ("journal_posts", "stores.blocks.JournalPostsBlock"),
]

# Payment providers of the platform: dotted paths, looked up by their code.
PAYMENT_PROVIDERS = [
    "commerce.payments.manual.ManualProvider",
    "commerce.payments.test_gateway.TestGatewayProvider",
]

# Shipping providers of the platform: dotted paths, looked up by their code.
SHIPPING_PROVIDERS = ["commerce.shipping.flat.FlatRateProvider"]
