from __future__ import annotations

from functools import lru_cache

from stores.countries import country_names
from stores.country_defaults import default_currency


@lru_cache(maxsize=1)
def country_hints() -> dict[str, str]:
    """Country → currency, for a page that proposes the one as soon as the other is chosen."""
    return {code: default_currency(code) for code in country_names()}
