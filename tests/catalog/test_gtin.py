from __future__ import annotations

import pytest

from catalog.models.gtin import clean_gtin


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("4006381333931", "4006381333931"),  # EAN-13
        ("4006381-33393 1", "4006381333931"),
        ("96385074", "96385074"),  # EAN-8
        ("036000291452", "036000291452"),  # UPC-A
        ("10614141000415", "10614141000415"),  # GTIN-14
        ("978-3-16-148410-0", "9783161484100"),  # ISBN-13
        ("0-306-40615-2", "9780306406157"),  # ISBN-10
        ("080442957x", "9780804429573"),
    ],
)
def test_a_barcode_is_kept_by_its_digits(text: str, digits: str) -> None:
    assert clean_gtin(text) == digits


@pytest.mark.parametrize(
    "text",
    ["4006381333932", "4006381333913", "1234", "0306406153", "400638133393A", "٤٠٠٦٣٨١٣", ""],
)
def test_what_is_no_barcode_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text or "^$"):
        clean_gtin(text)
