from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from platform_site.networks import trusted_networks


def test_addresses_and_networks_are_taken() -> None:
    assert trusted_networks(" 127.0.0.1  10.1.2.3/8 ::1 ") == [
        "127.0.0.1/32",
        "10.0.0.0/8",
        "::1/128",
    ]
    assert trusted_networks("") == []


@pytest.mark.parametrize("text", ["proxy.example", "10.0.0.0/99", "127.0.0.1,10.0.0.0/8"])
def test_what_is_no_network_is_refused_at_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="separated by spaces"):
        trusted_networks(text)
