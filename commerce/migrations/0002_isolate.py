from django.db import migrations

from stores.isolation.operations import IsolateModel


class Migration(migrations.Migration):
    dependencies = [("commerce", "0001_initial"), ("stores", "0006_remove_stock_rows")]

    # A model comes after those its foreign keys lead to: their composite keys need its unique one.
    operations = [
        IsolateModel("ShippingMethod"),
        IsolateModel("PaymentMethod"),
        IsolateModel("TaxRate"),
        IsolateModel("Cart"),
        IsolateModel("CartLine"),
        IsolateModel("Order"),
        IsolateModel("OrderLine"),
        IsolateModel("OrderEvent"),
        IsolateModel("OrderNumberCounter"),
        IsolateModel("Payment"),
        IsolateModel("Transaction"),
        IsolateModel("Fulfillment"),
        IsolateModel("FulfillmentLine"),
    ]
