from django.db import migrations

from stores.isolation.operations import IsolateModel


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("stores", "0006_remove_stock_rows")]

    # A model comes after those its foreign keys lead to: their composite keys need its unique one.
    operations = [
        IsolateModel("Category"),
        IsolateModel("Product"),
        IsolateModel("Option"),
        IsolateModel("Variant"),
        IsolateModel("ProductImage"),
        IsolateModel("ProductCategory"),
        IsolateModel("StockItem"),
        IsolateModel("StockMovement"),
        IsolateModel("StockReservation"),
        IsolateModel("ProductIndex", kind="public"),
    ]
