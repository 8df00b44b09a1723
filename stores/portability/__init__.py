"""A store as one archive: what leaves, what comes back, and what is left when a store is erased."""
