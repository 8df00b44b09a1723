"""What people type as their domain, and what DNS has for it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from stores.hostnames import in_unicode, is_apex, parse_hostname, proof_name

ACCEPTED = {
    "shop.example.com": "shop.example.com",
    "  HTTPS://Shop.Example.COM/ ": "shop.example.com",
    "shop.example.com.": "shop.example.com",
    "example.co.uk": "example.co.uk",
    "Bücher.example": "xn--bcher-kva.example",
    "xn--bcher-kva.example": "xn--bcher-kva.example",
    "straße.de": "xn--strae-oqa.de",
    "münchen。de": "xn--mnchen-3ya.de",
    "パン.example": "xn--odk8c.example",
    "shop.github.io": "shop.github.io",
}


@pytest.mark.parametrize(("typed", "host"), ACCEPTED.items())
def test_a_domain_is_read_as_dns_has_it(typed, host):
    assert parse_hostname(typed) == host
    assert parse_hostname(in_unicode(host)) == host, "What is shown can be typed again."


REFUSED = {
    "": "invalid",
    " ": "invalid",
    "a b.example": "invalid",
    "shop..example": "invalid",
    "-shop.example": "invalid",
    "shop-.example": "invalid",
    "under_score.example": "invalid",
    "*.example.com": "invalid",
    "shop.example.com:8000": "invalid",
    "shop.example.com/path": "invalid",
    "shop.example.com?x=1": "invalid",
    "ftp://shop.example.com": "invalid",
    "me@example.com": "invalid",
    "xn--a.example": "invalid",
    "i♥.example": "invalid",
    "shop\0.example": "invalid",
    "<script>.example": "invalid",
    f"{'x' * 64}.example": "invalid",
    f"{'x.' * 125}com": "invalid",
    f"{'x.' * 5000}com": "invalid",
    "127.0.0.1": "address",
    "127.0.0.1.": "address",
    "[::1]": "address",
    "2001:db8::7": "address",
    "１２７.0.0.1": "address",
    "127.1": "address",
    "shop.0x7f": "address",
    "localhost": "platform",
    "control.localhost": "platform",
    "alpha.localhost": "platform",
    "any.thing.localhost": "platform",
    "printer.local": "special",
    "shop.onion": "special",
    "7.0.0.127.in-addr.arpa": "special",
    "com": "suffix",
    "co.uk": "suffix",
    "github.io": "suffix",
    "example": "suffix",
}


@pytest.mark.parametrize(("typed", "code"), REFUSED.items())
def test_what_cannot_be_a_domain_of_a_store_is_refused(typed, code):
    with pytest.raises(ValidationError) as refusal:
        parse_hostname(typed)
    assert refusal.value.code == code
    assert len(refusal.value.messages[0]) < 250


def test_the_platforms_names_are_refused_wherever_they_are(settings):
    settings.PLATFORM_DOMAIN, settings.CONTROL_HOST = "shops.example.net", "control.example.org"
    for typed in ("shops.example.net", "a.shops.example.net", "control.example.org"):
        with pytest.raises(ValidationError):
            parse_hostname(typed)
    for typed in ("example.net", "myshops.example.net", "shop.example.org"):
        assert parse_hostname(typed) == typed


def test_the_record_that_proves_a_domain_has_a_name_that_dns_can_hold():
    longest = ".".join(["x" * 60] * 4)[:237] + ".com"
    assert len(proof_name(parse_hostname(longest))) <= 253


def test_a_domain_itself_is_told_from_a_name_below_it():
    assert is_apex("example.com")
    assert is_apex("example.co.uk")
    assert is_apex("shop.example"), "of an ending that no list knows"
    assert not is_apex("shop.example.co.uk")
    assert not is_apex("www.example.com")
