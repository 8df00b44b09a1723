from stores.scope import current_scope


def scoped_key(key: str, key_prefix: str, version: int) -> str:
    """Django's KEY_FUNCTION: what one scope caches, no other can find."""
    return f"{current_scope().key}:{key_prefix}:{version}:{key}"
