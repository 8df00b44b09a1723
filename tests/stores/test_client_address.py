from __future__ import annotations

import pytest
from django.test import RequestFactory

from stores.client_address import address_group, client_address


def address(peer: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))


def test_without_a_proxy_of_ours_the_header_counts_for_nothing(settings) -> None:
    settings.TRUSTED_PROXIES = []
    assert address("192.0.2.1", "203.0.113.9") == "192.0.2.1"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", "203.0.113.9"),  # The visitor wrote the first.
        ("203.0.113.9, 10.0.0.5", "203.0.113.9"),  # Two proxies of ours.
        ("", "10.0.0.1"),
        ("junk", "10.0.0.1"),
        ("203.0.113.9, <script>", "10.0.0.1"),
        (",".join(["1.1.1.1"] * 5000), "1.1.1.1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:4711", "10.0.0.1"),
    ],
)
def test_a_proxy_of_ours_is_believed_and_no_further(settings, forwarded, expected) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert address("10.0.0.1", forwarded) == expected


def test_a_unix_socket_has_no_address(settings) -> None:
    assert address("") == ""


def test_a_customer_with_ipv6_counts_as_one(settings) -> None:
    assert address_group("2001:db8:1:2::9") == address_group("2001:db8:1:2:ffff::1")
    assert address_group("2001:db8:1:2::9") != address_group("2001:db8:1:3::9")
    assert address_group("192.0.2.1") == "192.0.2.1"
