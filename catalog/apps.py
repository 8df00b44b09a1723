from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from catalog import checklist
        from catalog.selectors.product_count import products
        from catalog.services.add_missing_stock import add_missing_stock
        from catalog.services.reindex_store import reindex_store
        from stores.portability import rules
        from stores.roles import CONTENT_ROLES, OWNER_MANAGER, Role, grant
        from stores.steps import WHEN_IMPORTED
        from stores.usage import count_by

        for model in ("product", "category"):
            grant(CONTENT_ROLES, *(f"catalog.{a}_{model}" for a in ("view", "add", "change")))
            grant(OWNER_MANAGER, f"catalog.delete_{model}")
        grant(CONTENT_ROLES, *(f"catalog.{a}_product" for a in ("publish", "lock", "unlock")))
        grant((*OWNER_MANAGER, Role.FULFILMENT), "catalog.change_stockitem")
        rules.leave_out("catalog_productindex", "the read model is written anew")
        rules.belongs_to_trade(
            "catalog_stockitem", "catalog_stockmovement", "catalog_stockreservation"
        )
        WHEN_IMPORTED.register(add_missing_stock, reindex_store)
        checklist.register_own_items()
        count_by("products", products)
