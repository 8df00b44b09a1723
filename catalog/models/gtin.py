"""Barcodes: Global Trade Item Numbers (EAN, UPC, ISBN), checked by their last digit as GS1's
General Specifications, section 7.9, say."""

from __future__ import annotations

LENGTHS = (8, 12, 13, 14)


def clean_gtin(text: str) -> str:
    """Its digits alone; an old ISBN of ten becomes the one of thirteen. Raises ValueError for
    what is no GTIN."""
    code = "".join(text.split()).replace("-", "").replace("\N{EN DASH}", "").upper()
    if len(code) == 10 and is_old_isbn(code):
        code = "978" + code[:9]
        return code + check_digit(code)
    if not (code.isascii() and code.isdigit() and len(code) in LENGTHS):
        raise ValueError(text)
    if check_digit(code[:-1]) != code[-1]:
        raise ValueError(text)
    return code


def check_digit(digits: str) -> str:
    """From the right, every other digit counts three times."""
    total = sum(int(d) * (3 if n % 2 == 0 else 1) for n, d in enumerate(reversed(digits)))
    return str(-total % 10)


def is_old_isbn(code: str) -> bool:
    """ISO 2108: the digits times 10, 9, … 1 add up to a multiple of eleven; X stands for ten."""
    body, last = code[:9], code[9]
    if not (body.isascii() and body.isdigit() and last in "0123456789X"):
        return False
    values = [*map(int, body), 10 if last == "X" else int(last)]
    return sum(value * (10 - n) for n, value in enumerate(values)) % 11 == 0
