"""Numbers in Arabic as CLDR has them and as Babel writes amounts: 1,234.5."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
