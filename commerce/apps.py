from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "commerce"
    verbose_name = "Commerce"

    def ready(self) -> None:
        from commerce.services.store_defaults import add_store_defaults
        from stores.portability import rules
        from stores.roles import OWNER_MANAGER, Role, grant
        from stores.steps import WHEN_PROVISIONED

        grant(
            (*OWNER_MANAGER, Role.FULFILMENT),
            "commerce.view_order",
            "commerce.add_fulfillment",
            "commerce.add_orderevent",
        )
        grant(OWNER_MANAGER, "commerce.change_order", "commerce.view_paymentmethod")
        # Where the money goes is the owner's to say.
        grant(
            Role.OWNER,
            *(f"commerce.{action}_paymentmethod" for action in ("add", "change", "delete")),
        )
        for model in ("shippingmethod", "taxrate"):
            grant(
                OWNER_MANAGER,
                *(f"commerce.{action}_{model}" for action in ("view", "add", "change", "delete")),
            )
        WHEN_PROVISIONED.register(add_store_defaults)
        trade = ("cart", "cartline", "order", "orderline", "orderevent", "ordernumbercounter")
        money = ("payment", "transaction", "sandboxcharge", "fulfillment", "fulfillmentline")
        rules.belongs_to_trade(*(f"commerce_{table}" for table in (*trade, *money)))
