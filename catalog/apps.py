from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from catalog import checklist
        from catalog.search_terms import prune_terms
        from catalog.selectors.look_samples import register_samples
        from catalog.selectors.page_meta import describe_catalogue
        from catalog.selectors.product_count import products
        from catalog.services.add_missing_stock import add_missing_stock
        from catalog.services.reindex_store import reindex_store, watch_index
        from catalog.services.stock_notices import watch_stock_notices
        from catalog.services.wishlist import prune_wishlists
        from stores.portability import rules
        from stores.roles import BASIC, CONTENT_ROLES, OWNER_MANAGER, Role, grant
        from stores.schedule import every
        from stores.seo.meta import describes
        from stores.seo.robots import keep_out
        from stores.steps import WHEN_IMPORTED
        from stores.usage import count_by

        for model in ("product", "category", "collection", "brand"):
            grant(CONTENT_ROLES, *(f"catalog.{a}_{model}" for a in ("view", "add", "change")))
            grant(OWNER_MANAGER, f"catalog.delete_{model}")
        for model in ("product", "category", "collection"):
            grant(CONTENT_ROLES, *(f"catalog.{a}_{model}" for a in ("publish", "lock", "unlock")))
        grant(CONTENT_ROLES, *(f"catalog.{a}_menu" for a in BASIC))
        grant(CONTENT_ROLES, *(f"catalog.{a}_searchsynonym" for a in ("view", "add", "change")))
        grant(OWNER_MANAGER, "catalog.delete_searchsynonym", "catalog.view_searchterm")
        grant((*OWNER_MANAGER, Role.FULFILMENT), "catalog.change_stockitem")
        grant(OWNER_MANAGER, *(f"catalog.{a}_review" for a in ("view", "change", "delete")))
        for table in ("productindex", "indexbits", "facetgroup", "facetvalue", "searchspelling"):
            rules.leave_out(f"catalog_{table}", "the read model is written anew")
        rules.belongs_to_trade(
            "catalog_stockitem",
            "catalog_stockmovement",
            "catalog_stockreservation",
            "catalog_stocknotice",
            "catalog_review",
            "catalog_productrating",
            "catalog_wishlist",
            "catalog_wishlistitem",
            "catalog_searchterm",
            "catalog_boughttogether",
        )
        WHEN_IMPORTED.register(add_missing_stock, reindex_store)
        checklist.register_own_items()
        register_samples()
        describes(describe_catalogue)
        keep_out("/search/", "/wishlist/", "/recently-viewed/", "/stock-notices/")
        count_by("products", products)
        every(300)(watch_stock_notices)
        every(3600)(prune_wishlists)
        every(600)(watch_index)
        every(86_400)(prune_terms)
