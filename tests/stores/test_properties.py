"""What holds of the small parsers whatever strangers send."""

from __future__ import annotations

import ipaddress
from decimal import Decimal
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.test import RequestFactory, override_settings
from django.utils.http import url_has_allowed_host_and_scheme
from hypothesis import given
from hypothesis import strategies as st

from catalog.forms.browse import Browse, parse_browse
from catalog.selectors.listing import MAX_QUERY, SORTS, clean_search
from commerce.forms.quantity import parse_quantity
from commerce.selectors.carts import TOKEN
from commerce.views.place_order import parse_total
from stores.client_address import address_group, client_address
from stores.money import currency_exponent, from_minor, to_minor
from tests.fuzz import junk

PROXY = "10.1.2.3"
REQUESTS = RequestFactory()
addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)
strangers = addresses.filter(lambda text: not text.startswith("10."))


def request_from(peer: str, forwarded: str | None = None):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return REQUESTS.get("/", REMOTE_ADDR=peer, **headers)


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


# Where a request comes from


@given(peer=strangers, forwarded=junk.texts(["203.0.113.9", "10.1.2.3, 203.0.113.9"]))
def test_a_forged_header_of_a_stranger_counts_for_nothing(peer: str, forwarded: str) -> None:
    with override_settings(TRUSTED_PROXIES=["10.0.0.0/8"]):
        assert client_address(request_from(peer, forwarded)) == client_address(request_from(peer))


@given(forged=junk.texts(["203.0.113.9", "10.9.9.9"]), real=strangers)
def test_a_proxy_of_ours_names_the_last_address_and_not_what_came_with_the_request(
    forged: str, real: str
) -> None:
    """The proxy appends whom it sees to whatever the header held."""
    with override_settings(TRUSTED_PROXIES=["10.0.0.0/8"]):
        found = client_address(request_from(PROXY, f"{forged}, {real}"))
        assert found == client_address(request_from(real))


@given(real=strangers, hops=st.integers(0, 5))
def test_several_proxies_of_ours_are_walked_through(real: str, hops: int) -> None:
    forwarded = ", ".join([real, *(f"10.0.0.{n + 1}" for n in range(hops))])
    with override_settings(TRUSTED_PROXIES=["10.0.0.0/8"]):
        assert client_address(request_from(PROXY, forwarded)) == client_address(request_from(real))


@given(peer=junk.texts([PROXY, "::1", "fe80::1%eth0", ""]), forwarded=junk.texts([PROXY, "::1"]))
def test_the_answer_is_an_address_or_nothing(peer: str, forwarded: str) -> None:
    with override_settings(TRUSTED_PROXIES=["10.0.0.0/8", "::/0"]):
        found = client_address(request_from(peer, forwarded))
    assert found == "" or is_address(found)


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_all_addresses_of_one_customer_are_counted_as_one(address, other: int) -> None:
    neighbour = ipaddress.IPv6Address((int(address) >> 64 << 64) | other)
    if address.ipv4_mapped is None and neighbour.ipv4_mapped is None:
        assert address_group(str(address)) == address_group(str(neighbour))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_the_same_in_both_spellings(address) -> None:
    assert address_group(str(address)) == address_group(f"::ffff:{address}") == str(address)


# Where to go afterwards


@given(junk.texts(["/admin/", "//evil.example", "/\\evil.example", "https:evil.example"]))
def test_what_passes_for_a_safe_way_back_stays_on_the_host(target: str) -> None:
    """Django's own check, which all of our views use, against what browsers make of it: they
    drop tabs and line ends, and take a backslash for a slash."""
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={"alpha.localhost"}):
        return
    as_browsers = target.strip().translate(str.maketrans({"\t": "", "\n": "", "\r": ""}))
    led = urlsplit(urljoin("http://alpha.localhost/", as_browsers.replace("\\", "/")))
    assert led.hostname == "alpha.localhost"
    assert led.scheme in ("http", "https")


# Lists and search


@given(junk.texts(["mug", '"mug" -lamp']))
def test_words_of_a_search_are_short_printable_and_cleaned_once(text: str) -> None:
    cleaned = clean_search(text)
    assert len(cleaned) <= MAX_QUERY
    assert cleaned.isprintable()
    assert clean_search(cleaned) == cleaned


@given(sort=st.sampled_from(list(SORTS)), page=st.integers(1, 999_999))
def test_what_a_list_is_asked_for_survives_its_address(sort: str, page: int) -> None:
    query = QueryDict(urlencode({"sort": sort, "page": page}))
    assert parse_browse(query) == Browse(page=page, sort=sort)


@given(sort=junk.texts(list(SORTS)), page=junk.texts(["1", "2"]))
def test_any_other_address_of_a_list_is_a_known_sorting_or_not_found(sort: str, page: str) -> None:
    query = QueryDict(mutable=True)
    query.update({"sort": sort, "page": page})
    try:
        browse = parse_browse(query)
    except Http404:
        assert not (page.isascii() and page.isdecimal() and len(page) <= 6 and int(page))
    else:
        assert browse.sort in SORTS
        assert str(browse.page) == (page.lstrip("0") or "0")


# Carts and money


@given(junk.texts(["1", "0", "999"]))
def test_a_quantity_is_a_whole_number_or_refused(text: str) -> None:
    try:
        quantity = parse_quantity(text)
    except ValidationError:
        return
    assert quantity == int(text)


@given(junk.texts(["n" * 43]))
def test_what_passes_for_a_token_needs_no_quoting_anywhere(text: str) -> None:
    if TOKEN.fullmatch(text):
        assert text.isascii()
        assert all(character.isalnum() or character in "-_" for character in text)


@given(junk.texts(["12.90", "-1"]))
def test_a_total_is_always_a_number_that_can_be_compared(text: str) -> None:
    assert parse_total(text).is_finite()


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
@given(minor=st.integers(-(10**14), 10**14))
def test_an_amount_survives_the_way_through_minor_units(currency: str, minor: int) -> None:
    amount = from_minor(minor, currency)
    assert to_minor(amount, currency) == minor
    assert amount == Decimal(minor).scaleb(-currency_exponent(currency))
