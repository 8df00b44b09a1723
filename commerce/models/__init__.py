from commerce.models.cart import Cart, CartLine
from commerce.models.fulfillment import Fulfillment, FulfillmentLine
from commerce.models.order import Order, OrderEvent, OrderLine, OrderNumberCounter
from commerce.models.payment import Payment, PaymentMethod, Transaction
from commerce.models.provider_setting import ProviderSetting
from commerce.models.sandbox_charge import SandboxCharge
from commerce.models.shipping import ShippingMethod
from commerce.models.tax import TaxRate

__all__ = [
    "Cart",
    "CartLine",
    "Fulfillment",
    "FulfillmentLine",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderNumberCounter",
    "Payment",
    "PaymentMethod",
    "ProviderSetting",
    "SandboxCharge",
    "ShippingMethod",
    "TaxRate",
    "Transaction",
]
