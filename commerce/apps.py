from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "commerce"
    verbose_name = "Commerce"

    def ready(self) -> None:
        from catalog.selectors.delivery import tells_delivery
        from commerce import checklist
        from commerce.selectors.delivery import ShippingEstimate
        from commerce.selectors.look_samples import register_samples
        from commerce.selectors.orders_of_month import orders_of_month
        from commerce.selectors.page_meta import describe_cart
        from commerce.services.count_bought_together import watch_bought_together
        from commerce.services.figures import keep_figures, roll_up_figures
        from commerce.services.rank_products import watch_popularity
        from commerce.services.store_defaults import (
            add_order_counter,
            add_payment_default,
            add_store_defaults,
        )
        from stores.portability import people_rules, rules
        from stores.roles import OPERATOR, OWNER_MANAGER, Role, grant
        from stores.schedule import every
        from stores.seo.meta import describes
        from stores.seo.robots import keep_out
        from stores.steps import WHEN_COPIED, WHEN_ERASED, WHEN_IMPORTED, WHEN_PROVISIONED
        from stores.usage import count_by

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
        describes(describe_cart)
        keep_out("/cart/add/", "/cart/lines/", "/checkout/", "/orders/", "/payments/", "/webhooks/")
        grant(OPERATOR, "commerce.view_providersetting", "commerce.change_providersetting")
        WHEN_PROVISIONED.register(add_store_defaults)
        WHEN_IMPORTED.register(add_order_counter)
        WHEN_COPIED.register(add_payment_default)
        WHEN_ERASED.register(keep_figures)
        people_rules.belongs_to_people("commerce_paymentmethod")
        checklist.register_own_items()
        register_samples()
        count_by("orders", orders_of_month)
        trade = ("cart", "cartline", "order", "orderline", "orderevent", "ordernumbercounter")
        money = ("payment", "transaction", "sandboxcharge", "fulfillment", "fulfillmentline")
        rules.belongs_to_trade(*(f"commerce_{table}" for table in (*trade, *money)))
        for table in ("dailyfigures", "storefigures", "figuresdue"):
            rules.leave_out(f"commerce_{table}", "figures are made anew from what comes in")
        rules.leave_out("commerce_visit", "visits to this installation, hashed and soon deleted")
        every(60)(roll_up_figures)
        every(3600)(watch_bought_together)
        every(3600)(watch_popularity)
        tells_delivery(ShippingEstimate())
