from commerce.models.cart import Cart, CartLine
from commerce.models.exchange_rate import ExchangeRate
from commerce.models.figures import (
    DailyFigures,
    FiguresDue,
    PlatformFigures,
    StoreCount,
    StoreFigures,
)
from commerce.models.fulfillment import Fulfillment, FulfillmentLine
from commerce.models.order import Order, OrderEvent, OrderLine, OrderNumberCounter
from commerce.models.payment import Payment, PaymentMethod, Transaction
from commerce.models.provider_setting import ProviderSetting
from commerce.models.sandbox_charge import SandboxCharge
from commerce.models.shipping import ShippingMethod
from commerce.models.tax import TaxRate
from commerce.models.visit import Visit, VisitSalt

__all__ = [
    "Cart",
    "CartLine",
    "DailyFigures",
    "ExchangeRate",
    "FiguresDue",
    "Fulfillment",
    "FulfillmentLine",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderNumberCounter",
    "Payment",
    "PaymentMethod",
    "PlatformFigures",
    "ProviderSetting",
    "SandboxCharge",
    "ShippingMethod",
    "StoreCount",
    "StoreFigures",
    "TaxRate",
    "Transaction",
    "Visit",
    "VisitSalt",
]
