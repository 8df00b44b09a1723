"""Subdomains that no store gets: the platform's own, those that mail and the web take for granted,
and those by which somebody could pass for the provider. The one list, asked by whatever makes a
store (``stores.services.new_store``)."""

from __future__ import annotations

from django.conf import settings

# fmt: off
RESERVED_SLUGS = frozenset({
    # What the platform has, or may have one day.
    "admin", "api", "app", "assets", "auth", "billing", "blog", "cdn", "cell", "center",
    "checkout", "console", "control", "dashboard", "dev", "developer", "developers",
    "docs", "download", "downloads", "edge", "files", "forum", "galleria", "graphql", "health",
    "help", "id", "images", "img", "internal", "invoice", "invoices", "jobs", "kb", "legal",
    "live", "login", "logout", "m", "market", "marketplace", "media", "metrics", "monitor",
    "monitoring", "my", "new", "news", "oauth", "partner", "partners", "pay", "payment",
    "payments", "platform", "portal", "preview", "proxy", "public", "register", "root", "s3",
    "search", "shop", "shops", "sign-in", "sign-up", "signin", "signup", "sso", "staging",
    "static", "stats", "status", "store", "stores", "support", "system", "team", "test", "theme",
    "themes", "webhook", "webhooks", "wiki", "ws", "www", "www1", "www2",
    # Addresses of e-mail, names of its servers and of the network's (RFC 2142, RFC 6761).
    "abuse", "autoconfig", "autodiscover", "broadcasthost", "dkim", "dmarc", "email", "example",
    "ftp", "gateway", "hostmaster", "imap", "info", "invalid", "isatap", "local", "localhost",
    "mail", "mailer-daemon", "mta-sts", "mx", "mx1", "mx2", "nobody", "noc", "noreply",
    "no-reply", "ns", "ns1", "ns2", "ns3", "ns4", "pop", "pop3", "postmaster", "sales",
    "security", "sftp", "smtp", "spf", "ssh", "ssl", "sysadmin", "tls", "usenet", "uucp", "vpn",
    "webmail", "webmaster", "wpad",
})
# fmt: on


def is_reserved(slug: str) -> bool:
    """Also for the labels of the control host and for what browsers show as other letters."""
    return (
        slug in RESERVED_SLUGS
        or slug in settings.CONTROL_HOST.lower().split(".")[:1]
        or slug.startswith("xn--")
    )
