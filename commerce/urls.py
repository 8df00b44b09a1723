from django.urls import URLPattern, path

from commerce.views import cart, checkout, orders, payments, place_order, test_gateway

app_name = "commerce"

urlpatterns: list[URLPattern] = [
    path("cart/", cart.show_cart, name="cart"),
    path("cart/add/", cart.add, name="cart_add"),
    path("cart/lines/<str:variant_id>/", cart.change, name="cart_line"),
    path("checkout/", checkout.start, name="checkout"),
    path("checkout/contact/", checkout.contact, name="checkout_contact"),
    path("checkout/shipping/", checkout.shipping, name="checkout_shipping"),
    path("checkout/payment/", checkout.payment, name="checkout_payment"),
    path("checkout/review/", place_order.review, name="checkout_review"),
    path("orders/<str:token>/", orders.confirmation, name="confirmation"),
    path("orders/<str:token>/pay/", orders.pay_again, name="pay_again"),
    path("payments/return/<uuid:payment_id>/", payments.payment_return, name="payment_return"),
    path("payments/test/<uuid:payment_id>/", test_gateway.test_gateway, name="test_gateway"),
    path("webhooks/payments/<slug:provider>/", payments.webhook, name="payment_webhook"),
]
