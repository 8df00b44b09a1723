from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from stores.roles import CONTENT_ROLES, OWNER_MANAGER, Role, grant

        for model in ("product", "category"):
            grant(CONTENT_ROLES, *(f"catalog.{a}_{model}" for a in ("view", "add", "change")))
            grant(OWNER_MANAGER, f"catalog.delete_{model}")
        grant(CONTENT_ROLES, *(f"catalog.{a}_product" for a in ("publish", "lock", "unlock")))
        grant((*OWNER_MANAGER, Role.FULFILMENT), "catalog.change_stockitem")
