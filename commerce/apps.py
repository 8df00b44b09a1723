from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "commerce"
    verbose_name = "Commerce"

    def ready(self) -> None:
        from commerce.services.store_defaults import add_store_defaults
        from stores.provisioning import register_step
        from stores.roles import OWNER_MANAGER, Role, grant

        grant((*OWNER_MANAGER, Role.FULFILMENT), "commerce.view_order", "commerce.change_order")
        for model in ("shippingmethod", "paymentmethod", "taxrate"):
            grant(
                OWNER_MANAGER,
                *(f"commerce.{action}_{model}" for action in ("view", "add", "change", "delete")),
            )
        register_step(add_store_defaults)
