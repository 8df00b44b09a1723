"""What somebody may have meant who asked for an address that leads nowhere."""

from __future__ import annotations

import re
from itertools import islice

from catalog.selectors.cards import ProductCard, cards_in_order
from catalog.selectors.search import search_products
from stores.models import Store

SHOWN = 4
MAX_WORDS = 6
MAX_PATH = 300
# Parts of addresses, and what says nothing of a thing. “or” would be taken for an operator.
# fmt: off
NO_NAMES = frozenset({
    "product", "products", "category", "categories", "collection", "collections", "search",
    "index", "html", "htm", "php", "aspx", "the", "and", "not",
})
# fmt: on
FILE = re.compile(r"\.(?!html?$)[a-z0-9]{1,5}$", re.IGNORECASE)


def words_of(path: str) -> list[str]:
    """The words of an address, the last part's first: “/products/blue-mug/” is blue and mug. None
    for a file, which a machine asked for."""
    path = path[:MAX_PATH]
    if FILE.search(path):
        return []
    parts = [re.findall(r"[^\W\d_]{3,40}", part.casefold()) for part in path.split("/")]
    words = (word for part in reversed(parts) for word in part if word not in NO_NAMES)
    return list(islice(dict.fromkeys(words), MAX_WORDS))


def similar_to_path(store: Store, path: str) -> list[ProductCard]:
    """Products with a word of the address, the best match first: a few queries, and none without
    a word."""
    words = " or ".join(words_of(path))
    if not words:
        return []
    return cards_in_order(search_products(store, words, limit=SHOWN))
