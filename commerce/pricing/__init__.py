"""The price calculation: pure functions over plain values, without Django and models.

Cart, check-out, order, refund and report fetch first and then call `calculate`, so that they
cannot disagree about a total.
"""

from commerce.pricing.calculation import calculate, shipping_price
from commerce.pricing.inputs import PricedLineInput, ShippingInput, TaxRates
from commerce.pricing.results import LineResult, PriceResult, TaxLine

__all__ = [
    "LineResult",
    "PriceResult",
    "PricedLineInput",
    "ShippingInput",
    "TaxLine",
    "TaxRates",
    "calculate",
    "shipping_price",
]
