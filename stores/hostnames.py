"""Host names that a store brings along: what people type, what DNS knows, what people read."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

import idna
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from tldextract import TLDExtract

PROOF_LABEL = "_galleria"
"""The TXT record that proves a domain stands at this label below it."""
LONGEST = 253 - len(f"{PROOF_LABEL}.")
# RFC 6761 and its kin: names that no public DNS answers, or that mean something else.
SPECIAL_USE = frozenset({"arpa", "invalid", "local", "localhost", "onion"})
NUMBER = re.compile(r"\A(0x[0-9a-f]*|[0-9]+)\Z")


def parse_hostname(text: str) -> str:
    """“https://Bücher.example/” → ``xn--bcher-kva.example``, as DNS has it. Raises ValidationError
    for what cannot be a store's own domain: no host name, an address, a public suffix, a name of
    the platform's."""
    name = re.sub(r"\A\s*https?://|/?\s*\Z", "", text, flags=re.IGNORECASE)
    refuse_addresses(name)
    host = encode(name)
    labels = host.split(".")
    if NUMBER.match(labels[-1]):
        refuse_addresses(host, is_one=True)
    if is_of_platform(host):
        raise ValidationError(
            _("%(host)s belongs to the platform. Give a domain of your own."),
            params={"host": host},
            code="platform",
        )
    if labels[-1] in SPECIAL_USE:
        raise ValidationError(
            _("Names that end in .%(label)s are not reached from the internet."),
            params={"label": labels[-1]},
            code="special",
        )
    if host == public_suffix(host):
        raise ValidationError(
            _("%(host)s is an ending that many domains share. Give a whole one: shop.%(host)s"),
            params={"host": in_unicode(host)},
            code="suffix",
        )
    return host


def encode(name: str) -> str:
    try:
        host = idna.encode(name, uts46=True, std3_rules=True).decode("ascii").rstrip(".")
    except (idna.IDNAError, UnicodeError):
        host = ""
    if not host or len(host) > LONGEST:
        raise ValidationError(
            _("“%(name)s” is not a host name. Give one such as shop.example.com."),
            params={"name": name[:80]},
            code="invalid",
        )
    return host


def refuse_addresses(text: str, *, is_one: bool = False) -> None:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        if not is_one:
            return
    raise ValidationError(
        _("“%(text)s” is a network address. Give a host name such as shop.example.com."),
        params={"text": text[:80]},
        code="address",
    )


def is_of_platform(host: str) -> bool:
    return any(
        host == own or host.endswith(f".{own}")
        for own in (settings.PLATFORM_DOMAIN, settings.CONTROL_HOST)
    )


def in_unicode(host: str) -> str:
    """As people read it; what is no valid name in another script stays as it is."""
    try:
        return idna.decode(host)
    except (idna.IDNAError, UnicodeError):
        return host


def is_apex(host: str) -> bool:
    """Whether it is the domain itself, which DNS lets be no alias: example.co.uk."""
    return host.count(".") == public_suffix(host).count(".") + 1


def proof_name(host: str) -> str:
    """Where DNS has to say the token."""
    return f"{PROOF_LABEL}.{host}"


def public_suffix(host: str) -> str:
    """The ending below which anybody registers: ``co.uk``, ``github.io``; of one that the list
    does not know, its last label."""
    return suffixes()(host).suffix or host.rpartition(".")[2]


@lru_cache(maxsize=1)
def suffixes() -> TLDExtract:
    """The list that the package brings: nothing is fetched and nothing is written."""
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
