"""The resolver that asks over the network and the one of the tests, by the same questions; what
the network can do wrong, by a nameserver on the loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured

from platform_site.networks import addresses, nameservers
from stores.dns import DnsUnavailable, Resolver
from stores.dns.fake import FakeResolver
from stores.dns.look_up import look_up
from stores.dns.real import DnsResolver
from tests.stores.nameserver import Nameserver

RECORDS = {
    ("_galleria.shop.example", "TXT"): ["token", "v=spf1 -all"],
    ("shop.example", "CNAME"): ["alpha.localhost"],
    ("bare.example", "A"): ["203.0.113.7"],
    ("bare.example", "AAAA"): ["2001:db8::7"],
}


@pytest.fixture(params=["real", "fake"])
def resolver(request, settings, monkeypatch) -> Iterator[Resolver]:
    """Both, with the same records."""
    if request.param == "fake":
        monkeypatch.setattr(FakeResolver, "records", RECORDS)
        yield FakeResolver()
        return
    zone = {
        (name, kind): [f'"{value}"' if kind == "TXT" else value for value in values]
        for (name, kind), values in RECORDS.items()
    }
    zone["shop.example", "CNAME"] = ["alpha.localhost."]
    with Nameserver(zone) as server:
        settings.DNS_NAMESERVERS = [server.address]
        yield DnsResolver()


def test_both_resolvers_answer_alike(resolver):
    assert sorted(resolver.texts("_galleria.shop.example")) == ["token", "v=spf1 -all"]
    assert resolver.target("shop.example") == "alpha.localhost"
    assert resolver.addresses("bare.example") == {"203.0.113.7", "2001:db8::7"}
    assert resolver.texts("bare.example") == [], "a name without such a record"
    assert resolver.texts("nothing.example") == [], "a name that there is not"
    assert resolver.target("bare.example") == ""


def test_a_long_value_comes_in_one_piece_and_what_is_no_text_does_no_harm(settings):
    zone = {("x.example", "TXT"): ['"' + "a" * 250 + '" "' + "b" * 50 + '"', '"\\255\\000"']}
    with Nameserver(zone) as server:
        settings.DNS_NAMESERVERS = [server.address]
        texts = sorted(DnsResolver().texts("x.example"), key=len)
    assert texts == ["�\0", "a" * 250 + "b" * 50]


@pytest.mark.parametrize("rcode", ["SERVFAIL", "REFUSED", "FORMERR"])
def test_a_nameserver_that_fails_says_nothing_about_the_name(settings, rcode):
    with Nameserver({("x.example", "TXT"): [rcode]}) as server:
        settings.DNS_NAMESERVERS = [server.address]
        with pytest.raises(DnsUnavailable):
            DnsResolver().texts("x.example")


def test_a_silent_nameserver_is_not_waited_for_without_end(settings, monkeypatch):
    monkeypatch.setattr("stores.dns.real.ONE_QUESTION", 0.3)
    monkeypatch.setattr("stores.dns.real.ALL_QUESTIONS", 0.5)
    with Nameserver({}, is_silent=True) as server:
        settings.DNS_NAMESERVERS = [server.address]
        began = time.monotonic()
        resolver = DnsResolver()
        for _question in range(5):
            with pytest.raises(DnsUnavailable):
                resolver.texts("x.example")
        assert time.monotonic() - began < 2
        findings = look_up("x.example", leads_to="", resolver=DnsResolver())
    assert not findings.is_known


def test_a_machine_without_nameservers_can_ask_nobody(settings, monkeypatch):
    settings.DNS_NAMESERVERS = []

    def no_file(self: object, path: str) -> None:
        raise dns_resolver.NoResolverConfiguration

    import dns.resolver as dns_resolver

    monkeypatch.setattr(dns_resolver.Resolver, "read_resolv_conf", no_file)
    with pytest.raises(DnsUnavailable):
        DnsResolver().texts("x.example")


def test_the_search_list_of_the_machine_finds_no_other_name(settings):
    with Nameserver({("shop.corp.example", "TXT"): ['"token"']}) as server:
        settings.DNS_NAMESERVERS = [server.address]
        assert DnsResolver().texts("shop") == []
        assert server.asked == ["TXT shop"]


def test_tests_ask_nobody():
    from django.conf import settings

    assert settings.DNS_RESOLVER == "stores.dns.fake.FakeResolver"


def test_settings_name_nameservers_and_addresses():
    assert nameservers("192.0.2.53 127.0.0.1@5353 2001:db8::53@53") == [
        ("192.0.2.53", 53),
        ("127.0.0.1", 5353),
        ("2001:db8::53", 53),
    ]
    assert nameservers("") == []
    assert addresses("X", "203.0.113.7 2001:DB8::7") == ["203.0.113.7", "2001:db8::7"]
    for wrong in ("ns.example.com", "192.0.2.53@", "@53", "192.0.2.53@x", "192.0.2.53@70000"):
        if wrong.endswith("@"):
            assert nameservers(wrong) == [("192.0.2.53", 53)]
            continue
        with pytest.raises(ImproperlyConfigured):
            nameservers(wrong)
    with pytest.raises(ImproperlyConfigured, match="PLATFORM_ADDRESSES"):
        addresses("PLATFORM_ADDRESSES", "shop.example.com")
