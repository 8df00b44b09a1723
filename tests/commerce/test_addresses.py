from __future__ import annotations

import pytest

from commerce.addresses import Address, address_rules
from stores.countries import country_names


@pytest.mark.parametrize(
    ("country", "region", "code", "town"),
    [
        ("DE", "", "10115", ["10115 Berlin"]),
        ("US", "IL", "62704", ["Berlin, IL 62704"]),
        ("GB", "", "EC1Y 8SY", ["Berlin", "EC1Y 8SY"]),
        ("JP", "Ehime", "154-0023", ["154-0023 Berlin Ehime"]),
        ("HK", "Kowloon", "", ["Kowloon", "Berlin"]),
        ("FR", "", "75001", ["75001 Berlin"]),
        ("US", "", "62704", ["Berlin 62704"]),
        ("IC", "", "35001", ["35001 Berlin"]),
        ("??", "", "", ["Berlin"]),
    ],
)
def test_an_address_reads_as_its_country_writes_it(country, region, code, town):
    address = Address("Ada", "1 Way", "Berlin", country, postal_code=code, region=region)
    lines = address.lines()
    assert lines[:2] == ["Ada", "1 Way"]
    assert sorted(lines[2:-1]) == sorted(town)


def test_nothing_that_was_typed_is_lost_in_any_country():
    address = {"name": "Ada", "line1": "1 Way", "city": "Town", "region": "Area"}
    address["postal_code"] = "X1"
    for country in country_names():
        text = " ".join(Address.from_json({**address, "country": country}).lines())
        assert "%" not in text
        assert "Town" in text, country
        assert "X1" in text, country
        assert address_rules(country) is None or "Area" in text, country
